/** Rows that no reader can use, planted so that a demonstration shows how they are reported. */

import type { FileShape } from './agencies/agency.ts';
import { CHILDRENS_FILE } from './agencies/childrens.ts';
import { HEALTH_FILE } from './agencies/health.ts';
import { HOUSING_FILE } from './agencies/housing.ts';
import { POLICE_FILE } from './agencies/police.ts';
import type { PlantedRow } from './extract-file.ts';
import type { AgencyId } from './profiles.ts';

/** A row that was cut off: its last cells are missing. */
const cut = (after: number): PlantedRow => ({ after, spoil: (cells) => cells.slice(0, -4) });

/** A row with a delimiter too many. */
const split = (after: number): PlantedRow => ({
  after,
  spoil: (cells) => [...cells.slice(0, 5), '', ...cells.slice(5)],
});

/** A row whose event date is a day that no calendar has. */
const misdated = (after: number, { header }: FileShape, column: string, written: string): PlantedRow => ({
  after,
  spoil: (cells) => cells.with(header.indexOf(column), written),
});

/** Three ragged rows and two with an impossible event date, each a copy of a good row, so that nobody is lost. */
export const BAD_ROWS: Readonly<Record<AgencyId, readonly PlantedRow[]>> = {
  police: [cut(40), misdated(90, POLICE_FILE, 'INCIDENT_DATE', '31/02/2025')],
  health: [misdated(60, HEALTH_FILE, 'Contact Date', '2024-13-05')],
  housing: [split(30)],
  childrens: [cut(70)],
};

export const NO_BAD_ROWS: Readonly<Record<AgencyId, readonly PlantedRow[]>> = {
  police: [],
  health: [],
  housing: [],
  childrens: [],
};

export const FILE_SHAPES: Readonly<Record<AgencyId, FileShape>> = {
  police: POLICE_FILE,
  health: HEALTH_FILE,
  housing: HOUSING_FILE,
  childrens: CHILDRENS_FILE,
};
