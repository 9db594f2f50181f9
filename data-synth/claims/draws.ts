/** Names of the draws. A number may be added; one in use is never given another meaning. */
export const draw = {
  // once a member
  body: 1,
  latent: 2,
  demographic: 3,
  place: 4,
  plan: 5,
  work: 6,
  coverage: 7,
  glycemia: 8,
  habits: 9,
  laboratory: 10,
  entry: 11,
  history: 12,
  spell: 13, // with the number of the spell
  onset: 14, // with the number of the condition
  doctor: 15,
  defect: 16,
  behavior: 17,
  past: 18, // with the number of the drug class
  // of a month
  visits: 20,
  admission: 21,
  biology: 22,
  emergency: 23,
  result: 24, // and the eight after it: laboratory tests
  fill: 40, // and the forty after it: drug classes
  // of a visit: month · 64 + number
  visit: 90,
  coding: 91,
  reasons: 112,
  procedure: 92,
  price: 93, // and the eleven after it: lines
  prescription: 110,
  testing: 111,
  // the opioid study
  pain: 120,
  opioid: 121,
  duration: 122,
  reserve: 123,
  course: 124,
  surgeon: 125,
  // diabetes care
  firstLine: 130,
  secondLine: 131,
  routine: 132,
  ruleOut: 133,
  hypoglycemia: 134,
  // admissions
  stay: 140,
  stayPrice: 141,
  // prices by drug claim
  drugPrice: 150, // and the forty after it
  claimDefect: 200,
} as const;
