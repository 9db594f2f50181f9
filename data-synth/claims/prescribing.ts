import { charge, priceLevel } from "./billing.js";
import { monthStart } from "./calendar.js";
import { condition } from "./conditions.js";
import { draw } from "./draws.js";
import { regimenSize } from "./glycemia.js";
import type { Life } from "./life.js";
import { drug, drugClasses, firstProduct } from "./red-book.js";

const c = condition;

/** Drugs that follow a diagnosis, with the share of members who are given them. */
const starts: readonly (readonly [condition: number, drugClass: number, share: number])[] = [
  [c.hypertension, drug.aceInhibitor, 0.5],
  [c.hypertension, drug.thiazide, 0.3],
  [c.hypertension, drug.calciumBlocker, 0.22],
  [c.hypertension, drug.betaBlocker, 0.18],
  [c.hyperlipidemia, drug.statin, 0.62],
  [c.coronary, drug.statin, 0.85],
  [c.coronary, drug.betaBlocker, 0.7],
  [c.heartFailure, drug.betaBlocker, 0.75],
  [c.heartFailure, drug.aceInhibitor, 0.8],
  [c.copd, drug.anticholinergic, 0.45],
  [c.copd, drug.albuterol, 0.6],
  [c.asthma, drug.albuterol, 0.6],
  [c.asthma, drug.inhaledSteroid, 0.35],
  [c.depression, drug.antidepressant, 0.65],
  [c.anxiety, drug.benzodiazepine, 0.3],
  [c.anxiety, drug.antidepressant, 0.45],
  [c.reflux, drug.acidBlocker, 0.6],
  [c.thyroid, drug.thyroid, 0.85],
  [c.arthrosis, drug.nsaid, 0.3],
  [c.backPain, drug.nsaid, 0.2],
  [c.backPain, drug.relaxant, 0.12],
  [c.cancer, drug.cancer, 0.1],
  [c.migraine, drug.triptan, 0.4],
  [c.neuropathy, drug.gabapentin, 0.5],
  [c.fibromyalgia, drug.gabapentin, 0.35],
  [c.fibromyalgia, drug.biologic, 0.12],
  [c.ovaries, drug.contraceptive, 0.6],
  [c.ovaries, drug.metformin, 0.25],
  [c.gout, drug.gout, 0.6],
  [c.insomnia, drug.hypnotic, 0.45],
  [c.rhinitis, drug.nasal, 0.35],
  [c.type1, drug.insulin, 1],
  [c.diabetes, drug.strips, 0.7],
  [c.type1, drug.strips, 0.95],
];

/** A condition becomes known, and the drugs that the member would be given for it are begun. */
export function learn(life: Life, k: number, day: number): void {
  if (life.knows(k)) return;
  life.known |= 1 << k;
  for (const [which, drugClass, share] of starts) {
    if (which !== k || life.takes[drugClass] === 1) continue;
    life.noise.uniforms(draw.past, drugClass * 64 + k);
    if (life.noise.first < share) begin(life, drugClass, day);
  }
}

export function begin(life: Life, drugClass: number, day: number): void {
  life.takes[drugClass] = 1;
  life.supplied[drugClass] = day;
}

/** Who takes a drug for no diagnosis that is coded: contraceptives, stimulants. */
export function beginHabits(life: Life): void {
  const { member, noise } = life;
  const age = life.ageAt(0);
  noise.uniforms(draw.history, 1);
  if (member.woman && age > 15 && age < 42 && noise.first < 0.26) begin(life, drug.contraceptive, 0);
  if (age > 5 && age < 30 && noise.second < (age < 18 ? 0.07 : 0.03)) begin(life, drug.stimulant, 0);
}

/** The month's refills of drugs that are taken: when the supply is used up, more or less punctually. */
export function refill(life: Life): void {
  const { month, noise, member } = life;
  if (life.covered[month] !== 2) return;
  const [from, to] = [monthStart[month]!, monthStart[month + 1]!];
  for (let k = 0; k < drugClasses.length; k++) {
    if (life.takes[k] === 0 || life.supplied[k]! >= to) continue;
    noise.uniforms(draw.fill + k, month);
    const diabetes = k < regimenSize;
    if (noise.first > 0.25 + 0.75 * member.adherence && !(diabetes && life.refills[k] === 0)) continue;
    const day = Math.min(to - 1, Math.max(from, life.supplied[k]!) + Math.floor(6 * noise.second));
    const daysupp = member.mailOrder && drugClasses[k]!.maintenance ? 90 : 30;
    dispense(life, k, day, daysupp, noise.second);
  }
}

/** Writes a drug claim. `u` picks the product. */
export function dispense(life: Life, k: number, day: number, daysupp: number, u: number): void {
  const { rows, member, noise } = life;
  const { products, perDay } = drugClasses[k]!;
  const choice = Math.floor(((97 * u) % 1) * products.length);
  noise.normals(draw.drugPrice + k, life.month);
  const generic = products.length > 1 && products[choice]!.brand ? 5 : 1;
  const pay = Math.round(
    100 * perDay * generic * daysupp * priceLevel(life) * Math.exp(0.2 * noise.first - 0.02) + 200,
  );
  const copay = (products[choice]!.brand ? 3500 : 1000) * (daysupp > 45 ? 2 : 1);
  charge(life, pay, copay);
  const { drug: claims } = rows;
  const i = claims.next();
  const columns = claims.columns;
  columns[0]![i] = member.index;
  columns[1]![i] = ++life.line;
  columns[2]![i] = day;
  columns[3]![i] = firstProduct[k]! + choice;
  columns[4]![i] = daysupp;
  columns[5]![i] = life.refills[k]!++;
  columns[6]![i] = daysupp > 45 ? 1 : 0;
  columns[7]![i] = pay;
  columns[8]![i] = life.copay;
  columns[9]![i] = life.coins;
  columns[10]![i] = life.deduct;
  life.spent[Math.floor(life.month / 12)]! += pay;
  life.supplied[k] = day + daysupp;
  life.fillDays.push(day);
  if (life.filled[k] === day) return;
  life.filledBefore[k] = life.filled[k]!;
  life.filled[k] = day;
}
