// What nurses chart beside vitals: alarm limits, scales of skin and falls, ventilator readings. These rows make the tables
// as dense as MIMIC's (about 4,600 rows of chartevents a stay); no physiology is in them, and nothing reads them.

/** One item, charted every hour, or twice an hour: its value is one of `levels` numbers from `lowest` on, `step` apart. */
interface NursingItem {
  readonly itemid: number;
  readonly label: string;
  readonly unit: string;
  readonly category: string;
  readonly lowest: number;
  readonly step: number;
  readonly levels: number;
  /** Charted only while the patient is ventilated. */
  readonly ventilator: boolean;
  readonly perHour: 1 | 2;
}

const item =
  (category: string, perHour: 1 | 2 = 1, ventilator = false) =>
  (
    itemid: number,
    label: string,
    unit: string,
    lowest: number,
    step: number,
    levels: number,
  ): NursingItem => ({ itemid, label, unit, category, lowest, step, levels, ventilator, perHour });
const alarm = item("Alarms", 2);
const skin = item("Skin - Assessment");
const falls = item("Restraint/Support Systems");
const pain = item("Pain/Sedation");
const breathing = item("Respiratory");
const tube = item("Respiratory", 1, true);

export const nursingItems: readonly NursingItem[] = [
  alarm(220046, "Heart rate Alarm - High", "bpm", 110, 10, 5),
  alarm(220047, "Heart Rate Alarm - Low", "bpm", 40, 5, 5),
  alarm(220056, "Arterial Blood Pressure Alarm - Low", "mmHg", 80, 5, 4),
  alarm(220058, "Arterial Blood Pressure Alarm - High", "mmHg", 140, 10, 5),
  alarm(223751, "Non-Invasive Blood Pressure Alarm - High", "mmHg", 140, 10, 5),
  alarm(223752, "Non-Invasive Blood Pressure Alarm - Low", "mmHg", 80, 5, 4),
  alarm(223769, "O2 Saturation Pulseoxymetry Alarm - High", "%", 100, 1, 1),
  alarm(223770, "O2 Saturation Pulseoxymetry Alarm - Low", "%", 88, 1, 5),
  alarm(224161, "Resp Alarm - High", "insp/min", 30, 5, 3),
  alarm(224162, "Resp Alarm - Low", "insp/min", 6, 2, 3),
  alarm(224168, "Parameters Checked", "", 1, 1, 1),
  alarm(224641, "Alarms On", "", 1, 1, 1),
  alarm(226253, "SpO2 Desat Limit", "%", 85, 1, 1),
  skin(224054, "Braden Sensory Perception", "", 1, 1, 4),
  skin(224055, "Braden Moisture", "", 2, 1, 3),
  skin(224056, "Braden Activity", "", 1, 1, 3),
  skin(224057, "Braden Mobility", "", 1, 1, 4),
  skin(224058, "Braden Nutrition", "", 1, 1, 3),
  skin(224059, "Braden Friction/Shear", "", 1, 1, 3),
  falls(227341, "History of falling (within 3 mnths)", "", 0, 25, 2),
  falls(227342, "Secondary diagnosis", "", 0, 15, 2),
  falls(227343, "Ambulatory aid", "", 0, 15, 3),
  falls(227344, "IV/Saline lock", "", 0, 20, 2),
  falls(227345, "Gait/Transferring", "", 0, 10, 3),
  falls(227346, "Mental status", "", 0, 15, 2),
  pain(223791, "Pain Level", "", 0, 1, 8),
  breathing(223834, "O2 Flow", "L/min", 1, 1, 6),
  tube(220292, "Minute Volume Alarm - Low", "L/min", 4, 1, 2),
  tube(220293, "Minute Volume Alarm - High", "L/min", 14, 2, 4),
  tube(223876, "Apnea Interval", "sec", 20, 1, 1),
  tube(224685, "Tidal Volume (observed)", "mL", 350, 10, 25),
  tube(224687, "Minute Volume", "L/min", 6, 0.5, 12),
  tube(224688, "Respiratory Rate (Set)", "insp/min", 12, 2, 6),
  tube(224689, "Respiratory Rate (spontaneous)", "insp/min", 0, 2, 9),
  tube(224696, "Plateau Pressure", "cmH2O", 14, 1, 14),
  tube(224697, "Mean Airway Pressure", "cmH2O", 7, 1, 9),
];

export type IcuDensity = "light" | "mimic";

/** A whole number below 2²⁶ from the stay, the twelve-hour shift and the item, mixed as by Knuth's multiplicative hash. */
const mixed =
  "((((s.stay_id::BIGINT * 31 + (h.half // 24) * 7919 + n.itemid) * 2654435761) % 4294967296) // 64)";
const minute = "s.intime + 30 * h.half + 17";

/** The rows as a query over raw.stay and raw.procedure. */
export const nursingSql: string = `
SELECT s.stay_id, ${minute} AS minute, n.itemid, n.lowest + n.step * (${mixed} % n.levels) AS value
FROM raw.stay s
LEFT JOIN (SELECT stay_id, max(stop) AS stop FROM raw.procedure WHERE itemid = 225792 GROUP BY stay_id) t USING (stay_id),
  LATERAL (SELECT unnest(range((s.icu_minutes + 12) // 30)) AS half) h, raw.nursing_item n
WHERE (n.per_hour = 2 OR h.half % 2 = 0) AND (n.ventilator = 0 OR ${minute} < t.stop)`;
