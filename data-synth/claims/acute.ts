import { diagnosis as d } from "./diagnosis-codes.js";
import { procedure as p } from "./procedures.js";

/** An acute complaint seen in the office: weight in adults and children, chance of an antibiotic, log ratio per metabolic risk. */
export interface Complaint {
  readonly code: number;
  readonly adult: number;
  readonly child: number;
  readonly antibiotic: number;
  readonly metabolic: number;
}

const one = (code: number, adult: number, child: number, antibiotic = 0, metabolic = 0): Complaint => ({
  code,
  adult,
  child,
  antibiotic,
  metabolic,
});

export const complaints: readonly Complaint[] = [
  one(d("4659"), 1.6, 3, 0.3),
  one(d("4660"), 1, 0.6, 0.6, 0.3),
  one(d("4619"), 1.4, 0.6, 0.7),
  one(d("462"), 1, 2, 0.5),
  one(d("3829"), 0.3, 2.4, 0.8),
  one(d("5990"), 0.9, 0.2, 0.8, 0.1),
  one(d("78900"), 0.9, 0.5, 0, 0.1),
  one(d("78650"), 0.7, 0.1, 0, 0.15),
  one(d("7840"), 0.5, 0.3),
  one(d("78079"), 0.9, 0.1, 0, 0.3),
  one(d("71946"), 1, 0.3),
  one(d("6929"), 0.8, 1, 0.1, 0.15),
  one(d("5589"), 0.4, 0.8),
];

/** Complaints for which people go to the emergency room. */
export const emergencies: readonly number[] = [
  d("78650"),
  d("78900"),
  d("7840"),
  d("4659"),
  d("5589"),
  d("5990"),
  d("84500"),
  d("6929"),
];

/** Operations without a stay, with their diagnosis and weight. */
export const operations: readonly { readonly code: number; readonly proc: number; readonly share: number }[] =
  [
    { code: d("57420"), proc: p.gallbladder, share: 0.2 },
    { code: d("55090"), proc: p.hernia, share: 0.2 },
    { code: d("8360"), proc: p.knee, share: 0.35 },
    { code: d("3540"), proc: p.wrist, share: 0.25 },
  ];
