import type { IcuEvents } from "./events.js";
import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

/** Drugs in prescriptions; the first `antibiotics` of them are antibiotics. */
export const drugs: readonly string[] = [
  "Vancomycin",
  "Piperacillin-Tazobactam",
  "CefePIME",
  "CeftriaXONE",
  "Meropenem",
  "CefazoLIN",
  "Heparin",
  "Acetaminophen",
  "Insulin",
  "Furosemide",
  "Metoprolol Tartrate",
  "Pantoprazole",
];
export const antibiotics = 6;
const cefazolin = 5;

/** Organisms that grow, none in most. */
export const organisms: readonly string[] = [
  "ESCHERICHIA COLI",
  "STAPH AUREUS COAG +",
  "KLEBSIELLA PNEUMONIAE",
  "ENTEROCOCCUS FAECALIS",
  "PSEUDOMONAS AERUGINOSA",
];

/**
 * Writes cultures and prescriptions. A suspected infection is a blood culture and an antibiotic in the first six hours;
 * one in seven others has a culture alone, and surgical patients a prophylactic antibiotic alone.
 */
export function writeOrders(noise: Noise, stay: Stay, events: IcuEvents): void {
  const cultureAt = stay.intime + Math.floor(240 * noise.uniform(draw.culture));
  const u = noise.uniform(draw.antibiotic);
  if (stay.suspected_infection === 1) {
    writeCulture(noise, stay, cultureAt, events);
    const start = stay.intime + Math.floor(350 * u);
    const stop = start + 1440 * (2 + Math.floor(5 * noise.uniform(draw.antibiotic, 1)));
    events.drug.add(stay.stay_id, start, stop, Math.floor(5 * noise.uniform(draw.antibiotic, 2)));
    events.drug.add(stay.stay_id, start + 10, stop, 0);
  } else if (stay.admission_type >= 2) {
    events.drug.add(stay.stay_id, stay.intime + Math.floor(350 * u), stay.intime + 1440, cefazolin);
  } else if (u < 1 / 7) {
    writeCulture(noise, stay, cultureAt, events);
  }
  for (let drug = antibiotics; drug < drugs.length; drug++) {
    if (noise.uniform(draw.antibiotic, drug) < 0.5) {
      events.drug.add(stay.stay_id, stay.intime + 60 * drug, stay.intime + stay.dischargeMinutes, drug);
    }
  }
}

function writeCulture(noise: Noise, stay: Stay, minute: number, events: IcuEvents): void {
  const u = noise.uniform(draw.organism);
  const organism = u < 0.12 ? Math.floor((organisms.length * u) / 0.12) : Number.NaN;
  events.culture.add(stay.stay_id, minute, 70012, organism);
  events.procedure.add(stay.stay_id, minute, minute + 1, 225401);
}
