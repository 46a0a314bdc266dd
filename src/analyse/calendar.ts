/** Days as `YYYY-MM-DD` text, which sorts as time does. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether `text` is a day that exists. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  return match !== null && Number(match[3]) >= 1 && text <= endOfMonth(text) && monthExists(Number(match[2]));
}

/**
 * The same day `months` later, or the last of that month where it has no such day: 29 February and 12 months is
 * 28 February.
 */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = parts(day);
  const target = year * 12 + month - 1 + months;
  const first = iso(Math.floor(target / 12), (target % 12) + 1, 1);
  const last = Number(endOfMonth(first).slice(8));
  return `${first.slice(0, 8)}${String(Math.min(date, last)).padStart(2, '0')}`;
}

export const startOfMonth = (day: string): string => `${day.slice(0, 8)}01`;

export function endOfMonth(day: string): string {
  const [year, month] = parts(day);
  return iso(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());
}

/** The financial year that a day lies in, April to March: `2023/24`. */
export function financialYear(day: string): string {
  const [year, month] = parts(day);
  const first = month >= APRIL ? year : year - 1;
  return `${first}/${String((first + 1) % 100).padStart(2, '0')}`;
}

/** The quarter of its financial year that a day lies in, the first from April: `Q4 2022/23`. */
export function financialQuarter(day: string): string {
  const [, month] = parts(day);
  return `Q${Math.floor(((month + 12 - APRIL) % 12) / 3) + 1} ${financialYear(day)}`;
}

const APRIL = 4;

const monthExists = (month: number): boolean => month >= 1 && month <= 12;

function parts(day: string): [year: number, month: number, date: number] {
  const [year, month, date] = day.split('-').map(Number);
  return [year!, month!, date!];
}

const iso = (year: number, month: number, date: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
