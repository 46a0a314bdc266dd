/**
 * An invented geography. Postcodes are right in form and lie in areas that Royal Mail does not use: Z areas
 * for the partnership, J areas for everywhere else. (Areas that begin with Q, V or X would be
 * refused by every check of the form.) Streets are invented.
 *
 * A unit postcode has about 17 households, of which about one in eight is known to an agency. The number of
 * postcodes grows with the population, from two to 72 districts in the partnership.
 */
import type { Random } from './random.ts';

export interface Address {
  /** House number and street, e.g. `14 Alder Lane`, with a flat where there is one. */
  readonly line: string;
  readonly postcode: string;
  /** Within the partnership. */
  readonly local: boolean;
  /** A refuge: an address that must not become known. */
  readonly refuge: boolean;
}

const OWN_AREAS = ['ZN', 'ZA', 'ZC', 'ZD', 'ZF', 'ZH', 'ZK', 'ZW'];
const OTHER_AREAS = ['JB', 'JD', 'JL', 'JM', 'JS', 'JW'];
const DISTRICTS = 9;
const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';
const UNITS_PER_SECTOR = UNIT_LETTERS.length ** 2;
const UNITS_PER_DISTRICT = 10 * UNITS_PER_SECTOR;

const HOUSEHOLDS_PER_UNIT = 17;
const KNOWN_SHARE = 1 / 8;
const PEOPLE_PER_HOUSEHOLD = 2.4;
const UNITS_WANTED_PER_DISTRICT = 60;
const OTHER_SHARE = 0.5;
const HOUSE_NUMBERS = 2 * HOUSEHOLDS_PER_UNIT;

const STREETS = (
  'Abbots Alder Almond Anchor Apple Archer Ash Aspen Aster Badger Balmer Bank Barley Beacon Beech Bell Birch ' +
  'Blackthorn Bluebell Bramble Briar Bridge Brook Broom Calder Cannon Carr Castle Cedar Chalk Chapel Cherry ' +
  'Church Clover Coppice Corn Cotton Cowslip Crane Croft Cross Curlew Dairy Dale Damson Deacon Dene Dove Drover ' +
  'Dyer Eagle Elder Elm Falcon Farm Fern Field Finch Flax Forge Fountain Fox Foundry Garth Gorse Grange Granary ' +
  'Green Grove Hazel Heath Heather Heron High Hill Holly Hop Ivy Jubilee Juniper Kestrel King Lark Laurel ' +
  'Lavender Lime Linden Linnet Lock Long Lower Magnolia Mallard Manor Maple Market Marsh Meadow Mill Minster ' +
  'Moor Mulberry New Nightingale North Oak Orchard Otter Owl Park Pear Pine Plough Poplar Priory Quarry Queen ' +
  'Raven Rectory Reed Ridge River Robin Rose Rowan Rush Sawyer School Sedge Shepherd Silver Skylark South Spring ' +
  'Station Stone Swan Sycamore Tanner Temple Thistle Thorn Tower Upper Vicarage Victoria Walnut Water Weaver ' +
  'Well West Willow Windmill Wood Wren Yew'
).split(' ');
const STREET_KINDS =
  'Street Road Avenue Lane Close Drive Gardens Grove Place Terrace Way Court Crescent'.split(' ');

/** Gives out addresses in a geography made for a population of a given size. */
export class Places {
  readonly #ownUnits: number;
  readonly #otherUnits: number;
  readonly #refuges: readonly Address[];

  /** `people` is the size of the population; `random` settles where the refuges are. */
  constructor(people: number, random: Random) {
    const households = people / PEOPLE_PER_HOUSEHOLD / KNOWN_SHARE;
    const units = Math.max(Math.ceil(households / HOUSEHOLDS_PER_UNIT), 2 * UNITS_WANTED_PER_DISTRICT);
    this.#ownUnits = Math.min(units, OWN_AREAS.length * DISTRICTS * UNITS_PER_DISTRICT);
    this.#otherUnits = Math.min(
      Math.ceil(units * OTHER_SHARE),
      OTHER_AREAS.length * DISTRICTS * UNITS_PER_DISTRICT,
    );
    const refuges = Math.max(2, Math.round(people / 4000));
    this.#refuges = Array.from({ length: refuges }, (_, at) => ({
      ...this.#somewhere(random, at % 2 === 0),
      refuge: true,
    }));
  }

  /** A home within the partnership. */
  local(random: Random): Address {
    return this.#somewhere(random, true);
  }

  /** A home outside it. */
  elsewhere(random: Random): Address {
    return this.#somewhere(random, false);
  }

  refuge(random: Random): Address {
    return random.pick(this.#refuges);
  }

  #somewhere(random: Random, local: boolean): Address {
    const [units, areas] = local ? [this.#ownUnits, OWN_AREAS] : [this.#otherUnits, OTHER_AREAS];
    const unit = random.below(units);
    const districts = Math.min(
      Math.max(2, Math.ceil(units / UNITS_WANTED_PER_DISTRICT)),
      areas.length * DISTRICTS,
    );
    const district = unit % districts;
    const area = areas[Math.floor(district / DISTRICTS)]!;
    const within = Math.floor(unit / districts) % UNITS_PER_DISTRICT;
    const letters = (Math.floor(within / 10) * 137) % UNITS_PER_SECTOR;
    const inward = `${within % 10}${UNIT_LETTERS[Math.floor(letters / 20)]}${UNIT_LETTERS[letters % 20]}`;
    const house = `${random.between(1, HOUSE_NUMBERS)} ${streetOf(local ? unit : unit + 1_000_003)}`;
    return {
      line: random.chance(0.12) ? `Flat ${random.between(1, 9)}, ${house}` : house,
      postcode: `${area}${1 + (district % DISTRICTS)} ${inward}`,
      local,
      refuge: false,
    };
  }
}

/** The street of a unit postcode: always the same one. */
function streetOf(unit: number): string {
  const spread = (unit * 7_368_787) % 2_147_483_647;
  const name = STREETS[spread % STREETS.length]!;
  return `${name} ${STREET_KINDS[Math.floor(spread / STREETS.length) % STREET_KINDS.length]!}`;
}
