/** A billed procedure: allowed dollars of the professional and of the facility line in 2011; no facility line where 0. */
export interface Procedure {
  /** CPT. */
  readonly code: string;
  readonly title: string;
  readonly price: number;
  readonly facility: number;
  /** Place of service: 11 office, 22 outpatient hospital, 23 emergency room, 24 surgery center, 81 laboratory, 21 inpatient. */
  readonly place: number;
  /** Provider type as MarketScan numbers the common ones. */
  readonly provider: number;
  readonly revenue: string;
}

const list = {
  office: ["99213", "Office visit", 78, 0, 11, 240, ""],
  longOffice: ["99214", "Office visit, longer", 114, 0, 11, 204, ""],
  newOffice: ["99203", "Office visit, new patient", 118, 0, 11, 200, ""],
  preventive: ["99396", "Preventive visit, adult", 135, 0, 11, 240, ""],
  child: ["99392", "Preventive visit, child", 112, 0, 11, 400, ""],
  gynecology: ["99395", "Preventive visit, gynecology", 138, 0, 11, 320, ""],
  vaccine: ["90471", "Vaccination", 38, 0, 11, 240, ""],
  blood: ["80053", "Metabolic panel", 22, 0, 81, 35, ""],
  lipids: ["80061", "Lipid panel", 24, 0, 81, 35, ""],
  a1c: ["83036", "Hemoglobin A1c", 17, 0, 81, 35, ""],
  count: ["85025", "Blood count", 14, 0, 81, 35, ""],
  thyroid: ["84443", "Thyrotropin", 28, 0, 81, 35, ""],
  urine: ["81003", "Urinalysis", 6, 0, 11, 240, ""],
  emergency: ["99283", "Emergency visit", 190, 720, 23, 220, "0450"],
  severeEmergency: ["99285", "Emergency visit, severe", 330, 2100, 23, 220, "0450"],
  xray: ["73610", "Radiograph", 48, 130, 22, 350, "0320"],
  chestXray: ["71020", "Chest radiograph", 40, 150, 22, 350, "0324"],
  mri: ["72148", "MRI, lumbar spine", 150, 1050, 22, 350, "0612"],
  ct: ["74177", "CT, abdomen", 140, 1300, 22, 350, "0352"],
  mammogram: ["77057", "Screening mammogram", 60, 130, 22, 350, "0403"],
  colonoscopy: ["45378", "Colonoscopy", 420, 1350, 24, 275, "0750"],
  therapy: ["97110", "Physical therapy", 72, 0, 11, 850, ""],
  talk: ["90834", "Psychotherapy", 86, 0, 11, 860, ""],
  ecg: ["93000", "Electrocardiogram", 28, 0, 11, 250, ""],
  echo: ["93306", "Echocardiogram", 190, 700, 22, 250, "0480"],
  stress: ["78452", "Myocardial perfusion", 300, 1500, 22, 250, "0340"],
  spirometry: ["94060", "Spirometry", 60, 0, 11, 295, ""],
  sleep: ["95810", "Sleep study", 280, 900, 22, 295, "0920"],
  eye: ["92014", "Eye examination", 105, 0, 11, 330, ""],
  chemotherapy: ["96413", "Chemotherapy", 420, 2600, 22, 300, "0335"],
  dialysis: ["90935", "Dialysis", 160, 1400, 22, 290, "0821"],
  ultrasound: ["76805", "Obstetric ultrasound", 140, 160, 11, 320, "0402"],
  gallbladder: ["47562", "Cholecystectomy", 1500, 7200, 22, 360, "0360"],
  hernia: ["49505", "Hernia repair", 1100, 5200, 22, 360, "0360"],
  knee: ["29881", "Knee arthroscopy", 1250, 4600, 24, 355, "0490"],
  wrist: ["64721", "Carpal tunnel release", 900, 2600, 24, 355, "0490"],
  fracture: ["25600", "Fracture care, radius", 480, 600, 22, 355, "0320"],
  teeth: ["41899", "Oral surgery", 620, 900, 24, 370, "0490"],
  injection: ["20610", "Joint injection", 125, 0, 11, 355, ""],
  spine: ["62311", "Epidural injection", 320, 1100, 24, 355, "0490"],
  delivery: ["59400", "Vaginal delivery", 2700, 0, 21, 320, ""],
  cesarean: ["59510", "Cesarean delivery", 3000, 0, 21, 320, ""],
  joint: ["27447", "Knee replacement", 2300, 0, 21, 355, ""],
  stent: ["92928", "Coronary stent", 1400, 0, 21, 250, ""],
  ward: ["99232", "Hospital visit", 90, 0, 21, 204, ""],
  admit: ["99223", "Initial hospital care", 240, 0, 21, 204, ""],
} as const;

export type ProcedureName = keyof typeof list;

export const procedures: readonly Procedure[] = Object.values(list).map(
  ([code, title, price, facility, place, provider, revenue]) => ({
    code,
    title,
    price,
    facility,
    place,
    provider,
    revenue,
  }),
);

/** The number of each procedure. */
export const procedure: Readonly<Record<ProcedureName, number>> = Object.fromEntries(
  Object.keys(list).map((name, k) => [name, k]),
) as Record<ProcedureName, number>;
