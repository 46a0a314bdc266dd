/**
 * How each agency takes people down: its habits, and how often it errs. Rates are shares of the people it
 * registers unless said otherwise. They are in the range that linkage studies of UK administrative data report
 * (one name in twenty to fifty differs, one date of birth in fifty), set by judgement and meant to be changed.
 */
import type { DateStyle } from './calendar.ts';

export interface Habits {
  readonly dates: DateStyle;
  /** Letters keep their marks (é, ł), lose those that Windows-1252 lacks, or lose all. */
  readonly letters: 'all' | 'windows-1252' | 'plain';
  readonly capitalSurnames: boolean;
  /** Streets cut short: St, Rd. */
  readonly shortStreets: number;
  readonly localIdPrefix: string;
}

export interface Faults {
  readonly nickname: number;
  /** Of names that have another spelling. */
  readonly spelling: number;
  readonly forenameTyping: number;
  readonly surnameTyping: number;
  /** A former or birth name in place of the present one, of those who have one. */
  readonly formerName: number;
  /** A former name stated beside the present one. */
  readonly formerNameStated: number;
  readonly namesExchanged: number;
  /** The same for names from origins where the family name comes first or is none. */
  readonly foreignNamesExchanged: number;
  readonly middleMissing: number;
  /** Apostrophes and hyphens dropped or turned to spaces, of names that have them. */
  readonly punctuationLost: number;
  readonly nameUnknown: number;
  readonly birthMissing: number;
  /** 01/01/1900. */
  readonly birthPlaceholder: number;
  readonly birthWrong: number;
  readonly sexMissing: number;
  /** The address before the last move, of those who moved. */
  readonly oldAddress: number;
  readonly addressMissing: number;
  /** ZZ99 3VZ: no fixed abode. */
  readonly postcodePlaceholder: number;
  readonly postcodeWrong: number;
  readonly phoneMissing: number;
  readonly emailMissing: number;
  readonly ethnicityMissing: number;
  /** The NHS number, UPN or PNC id that the person has is not on file. */
  readonly numberMissing: number;
  /** Of returns by people known under one local id: taken for somebody new and given another. */
  readonly duplicate: number;
  /** Of rows: taken down anew under the same local id, with faults of their own. */
  readonly retaken: number;
}

export interface Profile {
  readonly habits: Habits;
  readonly faults: Faults;
}

const police: Profile = {
  habits: {
    dates: 'DD/MM/YYYY',
    letters: 'plain',
    capitalSurnames: true,
    shortStreets: 0.35,
    localIdPrefix: 'N',
  },
  faults: {
    nickname: 0.05,
    spelling: 0.1,
    forenameTyping: 0.025,
    surnameTyping: 0.03,
    formerName: 0.05,
    formerNameStated: 0.25,
    namesExchanged: 0.004,
    foreignNamesExchanged: 0.025,
    middleMissing: 0.35,
    punctuationLost: 0.5,
    nameUnknown: 0.003,
    birthMissing: 0.015,
    birthPlaceholder: 0.005,
    birthWrong: 0.022,
    sexMissing: 0.01,
    oldAddress: 0.12,
    addressMissing: 0.03,
    postcodePlaceholder: 0.01,
    postcodeWrong: 0.012,
    phoneMissing: 0.3,
    emailMissing: 1,
    ethnicityMissing: 0.63,
    numberMissing: 0.1,
    duplicate: 0.03,
    retaken: 0.03,
  },
};

const health: Profile = {
  habits: {
    dates: 'YYYY-MM-DD',
    letters: 'all',
    capitalSurnames: false,
    shortStreets: 0.05,
    localIdPrefix: 'RN',
  },
  faults: {
    nickname: 0.02,
    spelling: 0.06,
    forenameTyping: 0.012,
    surnameTyping: 0.012,
    formerName: 0.08,
    formerNameStated: 0,
    namesExchanged: 0.002,
    foreignNamesExchanged: 0.015,
    middleMissing: 0.3,
    punctuationLost: 0.15,
    nameUnknown: 0.001,
    birthMissing: 0.002,
    birthPlaceholder: 0.001,
    birthWrong: 0.008,
    sexMissing: 0.004,
    oldAddress: 0.2,
    addressMissing: 0.015,
    postcodePlaceholder: 0.01,
    postcodeWrong: 0.006,
    phoneMissing: 0.2,
    emailMissing: 0.6,
    ethnicityMissing: 0.14,
    numberMissing: 0.07,
    duplicate: 0.08,
    retaken: 0.01,
  },
};

const housing: Profile = {
  habits: {
    dates: 'DD-MMM-YYYY',
    letters: 'windows-1252',
    capitalSurnames: true,
    shortStreets: 0.15,
    localIdPrefix: 'HA',
  },
  faults: {
    nickname: 0.03,
    spelling: 0.08,
    forenameTyping: 0.02,
    surnameTyping: 0.02,
    formerName: 0.06,
    formerNameStated: 0.35,
    namesExchanged: 0.006,
    foreignNamesExchanged: 0.03,
    middleMissing: 0.5,
    punctuationLost: 0.25,
    nameUnknown: 0,
    birthMissing: 0.01,
    birthPlaceholder: 0.003,
    birthWrong: 0.015,
    sexMissing: 0.02,
    oldAddress: 0.05,
    addressMissing: 0.02,
    postcodePlaceholder: 0.04,
    postcodeWrong: 0.012,
    phoneMissing: 0.1,
    emailMissing: 0.25,
    ethnicityMissing: 0.12,
    numberMissing: 0,
    duplicate: 0.12,
    retaken: 0.01,
  },
};

const childrens: Profile = {
  habits: {
    dates: 'YYYYMMDD',
    letters: 'plain',
    capitalSurnames: false,
    shortStreets: 0.1,
    localIdPrefix: '',
  },
  faults: {
    nickname: 0.04,
    spelling: 0.09,
    forenameTyping: 0.018,
    surnameTyping: 0.02,
    formerName: 0.05,
    formerNameStated: 0.15,
    namesExchanged: 0.003,
    foreignNamesExchanged: 0.02,
    middleMissing: 1,
    punctuationLost: 0.2,
    nameUnknown: 0.001,
    birthMissing: 0.012,
    birthPlaceholder: 0.004,
    birthWrong: 0.014,
    sexMissing: 0.005,
    oldAddress: 0.1,
    addressMissing: 0.02,
    postcodePlaceholder: 0.006,
    postcodeWrong: 0.01,
    phoneMissing: 0.35,
    emailMissing: 1,
    ethnicityMissing: 0.09,
    numberMissing: 0.06,
    duplicate: 0.02,
    retaken: 0.015,
  },
};

export const PROFILES = { police, health, housing, childrens };

export type AgencyId = keyof typeof PROFILES;

export const AGENCY_IDS = Object.keys(PROFILES) as AgencyId[];

/** All rates times a factor, none above 1; at 0 every agency takes everybody down as they are. */
export function scaled(faults: Faults, factor: number): Faults {
  const rates = Object.entries(faults) as [keyof Faults, number][];
  const scaledRates: Partial<Record<keyof Faults, number>> = {};
  for (const [name, rate] of rates) scaledRates[name] = Math.min(1, rate * factor);
  return { ...faults, ...scaledRates };
}
