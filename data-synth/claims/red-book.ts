/** A class of drugs, the dollars that a day of it costs, and the products that are dispensed. */
export interface DrugClass {
  readonly name: string;
  readonly group: string;
  readonly perDay: number;
  readonly maintenance: boolean;
  readonly products: readonly DrugProduct[];
}

export interface DrugProduct {
  /** 11 digits. The numbers are made up: the labeler 99999 does not exist. */
  readonly ndc: string;
  readonly product: string;
  readonly generic: string;
  readonly strength: string;
  readonly form: string;
  readonly brand: boolean;
  readonly class: number;
}

const brand = true;
type Line = readonly [product: string, generic: string, strength: string, form: string, brand?: boolean];
type Entry = readonly [
  name: string,
  group: string,
  perDay: number,
  maintenance: boolean,
  lines: readonly Line[],
];

const list: readonly Entry[] = [
  [
    "Biguanides",
    "Hormones",
    0.35,
    true,
    [
      ["Metformin", "metformin", "500 mg", "TAB"],
      ["Metformin", "metformin", "1000 mg", "TAB"],
    ],
  ],
  [
    "Sulfonylureas",
    "Hormones",
    0.35,
    true,
    [
      ["Glipizide", "glipizide", "5 mg", "TAB"],
      ["Glimepiride", "glimepiride", "2 mg", "TAB"],
    ],
  ],
  ["DPP-4 inhibitors", "Hormones", 8, true, [["Januvia", "sitagliptin", "100 mg", "TAB", brand]]],
  ["GLP-1 agonists", "Hormones", 14, true, [["Victoza", "liraglutide", "18 mg/3 mL", "INJ", brand]]],
  ["Insulins", "Hormones", 9, true, [["Lantus", "insulin glargine", "100 units/mL", "INJ", brand]]],
  [
    "Statins",
    "Cardiovascular",
    1.1,
    true,
    [
      ["Simvastatin", "simvastatin", "40 mg", "TAB"],
      ["Atorvastatin", "atorvastatin", "20 mg", "TAB"],
      ["Crestor", "rosuvastatin", "10 mg", "TAB", brand],
    ],
  ],
  [
    "ACE inhibitors",
    "Cardiovascular",
    0.3,
    true,
    [
      ["Lisinopril", "lisinopril", "20 mg", "TAB"],
      ["Benazepril", "benazepril", "20 mg", "TAB"],
    ],
  ],
  [
    "Thiazides",
    "Cardiovascular",
    0.2,
    true,
    [["Hydrochlorothiazide", "hydrochlorothiazide", "25 mg", "TAB"]],
  ],
  [
    "Beta blockers",
    "Cardiovascular",
    0.5,
    true,
    [
      ["Metoprolol", "metoprolol", "50 mg", "TAB"],
      ["Carvedilol", "carvedilol", "12.5 mg", "TAB"],
    ],
  ],
  ["Calcium channel blockers", "Cardiovascular", 0.4, true, [["Amlodipine", "amlodipine", "5 mg", "TAB"]]],
  [
    "Proton pump inhibitors",
    "Gastrointestinal",
    1.6,
    true,
    [
      ["Omeprazole", "omeprazole", "20 mg", "CAP"],
      ["Nexium", "esomeprazole", "40 mg", "CAP", brand],
    ],
  ],
  ["Thyroid hormones", "Hormones", 0.5, true, [["Levothyroxine", "levothyroxine", "75 mcg", "TAB"]]],
  [
    "SSRIs",
    "Central nervous system",
    0.9,
    true,
    [
      ["Sertraline", "sertraline", "50 mg", "TAB"],
      ["Escitalopram", "escitalopram", "10 mg", "TAB"],
    ],
  ],
  [
    "Benzodiazepines",
    "Central nervous system",
    0.4,
    false,
    [
      ["Alprazolam", "alprazolam", "0.5 mg", "TAB"],
      ["Lorazepam", "lorazepam", "1 mg", "TAB"],
    ],
  ],
  ["Beta agonists", "Respiratory", 1.4, true, [["ProAir HFA", "albuterol", "90 mcg", "INH", brand]]],
  [
    "Inhaled steroids",
    "Respiratory",
    7,
    true,
    [["Advair Diskus", "fluticasone/salmeterol", "250/50 mcg", "INH", brand]],
  ],
  [
    "NSAIDs",
    "Central nervous system",
    0.6,
    false,
    [
      ["Ibuprofen", "ibuprofen", "800 mg", "TAB"],
      ["Meloxicam", "meloxicam", "15 mg", "TAB"],
    ],
  ],
  [
    "Muscle relaxants",
    "Central nervous system",
    0.7,
    false,
    [["Cyclobenzaprine", "cyclobenzaprine", "10 mg", "TAB"]],
  ],
  [
    "Opioid agonists",
    "Central nervous system",
    0.9,
    false,
    [
      ["Hydrocodone/APAP", "hydrocodone/acetaminophen", "5/325 mg", "TAB"],
      ["Oxycodone/APAP", "oxycodone/acetaminophen", "5/325 mg", "TAB"],
      ["Tramadol", "tramadol", "50 mg", "TAB"],
    ],
  ],
  [
    "Antibiotics",
    "Anti-infective",
    2.2,
    false,
    [
      ["Amoxicillin", "amoxicillin", "500 mg", "CAP"],
      ["Azithromycin", "azithromycin", "250 mg", "TAB"],
      ["Ciprofloxacin", "ciprofloxacin", "500 mg", "TAB"],
    ],
  ],
  [
    "Contraceptives",
    "Hormones",
    1.3,
    true,
    [["Tri-Sprintec", "norgestimate/ethinyl estradiol", "0.035 mg", "TAB"]],
  ],
  ["Triptans", "Central nervous system", 2.5, false, [["Sumatriptan", "sumatriptan", "50 mg", "TAB"]]],
  ["Gabapentinoids", "Central nervous system", 0.9, true, [["Gabapentin", "gabapentin", "300 mg", "CAP"]]],
  [
    "Opioid partial agonists",
    "Central nervous system",
    9,
    true,
    [["Suboxone", "buprenorphine/naloxone", "8/2 mg", "FLM", brand]],
  ],
  ["Antigout agents", "Unclassified", 0.4, true, [["Allopurinol", "allopurinol", "300 mg", "TAB"]]],
  ["Hypnotics", "Central nervous system", 0.7, false, [["Zolpidem", "zolpidem", "10 mg", "TAB"]]],
  [
    "Oral cancer drugs",
    "Antineoplastic",
    95,
    true,
    [
      ["Gleevec", "imatinib", "400 mg", "TAB", brand],
      ["Anastrozole", "anastrozole", "1 mg", "TAB"],
    ],
  ],
  [
    "Stimulants",
    "Central nervous system",
    5.5,
    true,
    [["Methylphenidate ER", "methylphenidate", "36 mg", "TAB"]],
  ],
  ["Nasal steroids", "Respiratory", 1.8, true, [["Fluticasone", "fluticasone", "50 mcg", "SPR"]]],
  ["Anticholinergic inhalers", "Respiratory", 8.5, true, [["Spiriva", "tiotropium", "18 mcg", "INH", brand]]],
  [
    "Test strips",
    "Devices",
    2.2,
    true,
    [["OneTouch Ultra", "blood glucose test strips", "100", "STP", brand]],
  ],
  ["Biologics", "Immunosuppressant", 75, true, [["Humira", "adalimumab", "40 mg", "INJ", brand]]],
];

export const drugClasses: readonly DrugClass[] = list.map(
  ([name, group, perDay, maintenance, lines], at) => ({
    name,
    group,
    perDay,
    maintenance,
    products: lines.map(([product, generic, strength, form, isBrand = false], k) => ({
      ndc: `99999${String(100 * (at + 1) + k).padStart(4, "0")}01`,
      product,
      generic,
      strength,
      form,
      brand: isBrand,
      class: at,
    })),
  }),
);

/** All products in the order of their NDC numbers. */
export const products: readonly DrugProduct[] = drugClasses.flatMap((each) => each.products);
/** Number of the first product of each class. */
export const firstProduct: Int32Array = Int32Array.from(drugClasses, ({ products: [first] }) =>
  products.indexOf(first!),
);

/** The number of a class, those of diabetes first, in the order of `regimen`. */
export const drug = {
  metformin: 0,
  sulfonylurea: 1,
  dpp4: 2,
  glp1: 3,
  insulin: 4,
  statin: 5,
  aceInhibitor: 6,
  thiazide: 7,
  betaBlocker: 8,
  calciumBlocker: 9,
  acidBlocker: 10,
  thyroid: 11,
  antidepressant: 12,
  benzodiazepine: 13,
  albuterol: 14,
  inhaledSteroid: 15,
  nsaid: 16,
  relaxant: 17,
  opioid: 18,
  antibiotic: 19,
  contraceptive: 20,
  triptan: 21,
  gabapentin: 22,
  buprenorphine: 23,
  gout: 24,
  hypnotic: 25,
  cancer: 26,
  stimulant: 27,
  nasal: 28,
  anticholinergic: 29,
  strips: 30,
  biologic: 31,
} as const;
