/** The cohort's calendar: sixty months from January 2011; days are counted from 2011-01-01, which is day 0. */
export const firstYear = 2011;
export const years = 5;
export const months: number = 12 * years;

const origin = Date.UTC(firstYear, 0, 1);
const dayLength = 86_400_000;

export function dayOf(year: number, month: number, day: number): number {
  return Math.round((Date.UTC(year, month - 1, day) - origin) / dayLength);
}

/** First day of each month; the last entry is the day after the end. */
export const monthStart: Int32Array = Int32Array.from({ length: months + 1 }, (_, month) =>
  dayOf(firstYear + Math.floor(month / 12), (month % 12) + 1, 1),
);

export const lastDay: number = monthStart[months]! - 1;

/** From this day on, diagnoses are coded in ICD-10-CM. */
export const icd10Day: number = dayOf(2015, 10, 1);

export function monthOf(day: number): number {
  let month = Math.min(months - 1, Math.floor(day / 30.5));
  while (month + 1 < months && monthStart[month + 1]! <= day) month++;
  while (month > 0 && monthStart[month]! > day) month--;
  return month;
}

/** A day as a text, such as 2014-03-31. */
export function dateText(day: number): string {
  return new Date(origin + day * dayLength).toISOString().slice(0, 10);
}
