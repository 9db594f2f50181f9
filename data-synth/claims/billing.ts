import { nothing } from "../raw-table.js";
import { months } from "./calendar.js";
import { codedOn } from "./diagnosis-codes.js";
import { draw } from "./draws.js";
import type { Life } from "./life.js";
import { plans, regions } from "./places.js";
import { procedures } from "./procedures.js";

/** Prices rise by this share a year. */
const inflation = 0.03;
const spread = 0.45;
/** What insurers allow over the list of procedures. */
const billed = 1.75;

/**
 * Splits a payment into the member's shares, in cents: office visits and drugs cost a copay, the rest goes against the
 * deductible first, until the year's cap. The shares are left in `life`.
 */
export function charge(life: Life, pay: number, copay: number): void {
  life.copay = 0;
  life.coins = 0;
  life.deduct = 0;
  if (life.cap <= 0) return;
  if (copay > 0) life.copay = Math.min(copay, pay, life.cap);
  else {
    life.deduct = Math.min(life.deductible, pay, life.cap);
    life.deductible -= life.deduct;
    const rest = plans[life.member.plan]!.coinsurance * (pay - life.deduct);
    life.coins = Math.round(Math.min(rest, life.cap - life.deduct));
  }
  life.cap -= life.copay + life.coins + life.deduct;
}

/** A new plan year. */
export function openYear(life: Life): void {
  const plan = plans[life.member.plan]!;
  life.deductible = 100 * plan.deductible;
  life.cap = 100 * plan.cap;
}

const priceTrend: Float64Array = Float64Array.from(
  { length: months },
  (_, month) => (1 + inflation) ** (month / 12),
);

/** The factor by which prices of a month differ from dollars of 2011; group B's bills are smaller with an access gap. */
export function priceLevel(life: Life): number {
  const { member, month, knobs } = life;
  const level = priceTrend[month]! * regions[member.region]!.prices;
  return member.group === 1 && knobs.accessGap > 0 ? level * Math.exp(-0.12 * knobs.accessGap) : level;
}

/**
 * Bills a procedure: a professional line and, where the procedure has a facility price, a header and its line. `slot`
 * is the month's event, `place` how many procedures the event has had; `codes` holds up to four diagnoses.
 */
export function billOutpatient(
  life: Life,
  day: number,
  slot: number,
  place: number,
  proc: number,
  codes: readonly number[],
  doctor: number,
): void {
  const { noise, member } = life;
  const { price, facility, place: where } = procedures[proc]!;
  noise.normals(draw.price + place, slot);
  const [first, second] = [noise.first, noise.second];
  const level = 100 * billed * priceLevel(life) * Math.exp(-0.5 * spread * spread);
  const pay = Math.round(level * price * Math.exp(spread * first));
  const office = where === 11 && price > 70 ? 100 * plans[member.plan]!.officeCopay : 0;
  for (const code of codes) life.see(code, day);
  if (where === 11) life.officeDays.push(day);
  let header = nothing;
  if (facility > 0) {
    header = ++life.headers;
    const fee = Math.round(level * facility * Math.exp(spread * second));
    charge(life, fee, 0);
    writeLine(life, day, codes, proc, 1, doctor, header, fee);
    writeHeader(life, header, day, codes, proc, fee);
  }
  charge(life, pay, office);
  writeLine(life, day, codes, proc, 0, doctor, nothing, pay);
}

function writeLine(
  life: Life,
  day: number,
  codes: readonly number[],
  proc: number,
  facility: number,
  doctor: number,
  header: number,
  pay: number,
): void {
  const { outpatient } = life.rows;
  const i = outpatient.next();
  const c = outpatient.columns;
  c[0]![i] = life.member.index;
  c[1]![i] = ++life.line;
  c[2]![i] = day;
  for (let k = 0; k < 4; k++) c[3 + k]![i] = k < codes.length ? codedOn(day, codes[k]!) : nothing;
  c[7]![i] = proc;
  c[8]![i] = facility;
  c[9]![i] = doctor;
  c[10]![i] = header;
  c[11]![i] = pay;
  c[12]![i] = life.copay;
  c[13]![i] = life.coins;
  c[14]![i] = life.deduct;
  life.spent[Math.floor(life.month / 12)]! += pay;
}

function writeHeader(
  life: Life,
  header: number,
  day: number,
  codes: readonly number[],
  proc: number,
  pay: number,
): void {
  const { header: rows } = life.rows;
  const i = rows.next();
  const c = rows.columns;
  c[0]![i] = life.member.index;
  c[1]![i] = header;
  c[2]![i] = nothing;
  c[3]![i] = day;
  c[4]![i] = day;
  for (let k = 0; k < 4; k++) c[5 + k]![i] = k < codes.length ? codedOn(day, codes[k]!) : nothing;
  c[9]![i] = proc;
  c[10]![i] = pay;
  c[11]![i] = life.copay;
  c[12]![i] = life.coins;
  c[13]![i] = life.deduct;
}
