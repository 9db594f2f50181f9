import { sharedColumn } from "../../../numeric/columns.js";
import { type OrderedColumns, orderColumns } from "../../../numeric/ordered-columns.js";
import type { UnitDraws } from "../../../numeric/unit-draws.js";
import { ratioValue, type Term } from "../ratio-estimators.js";
import type { TrajectorySums } from "../trajectories.js";
import type { Drawn } from "./plans.js";

/** Estimators that are ratios of sums: a replicate needs the sums of the columns that their terms name, and no more. */
export interface RatioPlan {
  readonly kind: "ratios";
  readonly width: number;
  /** Sums over each patient's episodes, of the columns that terms name. */
  readonly columns: OrderedColumns;
  /** One list for each estimator. */
  readonly terms: readonly (readonly Term[])[];
}

export function ratioPlan(
  estimators: readonly (readonly Term[])[],
  sums: TrajectorySums,
  drawn: Drawn,
): RatioPlan {
  const place = new Map<number, number>();
  const renumber = (column: number): number => {
    const known = place.get(column) ?? place.size;
    place.set(column, known);
    return known;
  };
  const terms = estimators.map((each) =>
    each.map(({ factor, numerator, denominator }) => ({
      factor,
      numerator: renumber(numerator),
      denominator: renumber(denominator),
    })),
  );
  const used = Int32Array.from(place.keys());
  const { columns, reach, places } =
    drawn.patients === sums.n ? asPatients(sums, drawn) : byPatient(sums, used, drawn);
  return { kind: "ratios", width: terms.length, columns: orderColumns(columns, reach, used, places), terms };
}

/** Sums of each patient, how far the longest episode reaches, and where the columns have the patient, if not in order. */
interface PatientSums extends Pick<TrajectorySums, "columns" | "reach"> {
  readonly places?: Int32Array;
}

/** Each patient has one episode. */
function asPatients({ columns, reach }: TrajectorySums, { patientOf }: Drawn): PatientSums {
  const places = new Int32Array(patientOf.length);
  patientOf.forEach((patient, i) => {
    places[patient] = i;
  });
  return { columns, reach: places.map((i) => reach[i]!), places };
}

function byPatient(
  { columns, reach, n, width }: TrajectorySums,
  used: Int32Array,
  { patients, patientOf }: Drawn,
): PatientSums {
  const summed = sharedColumn(patients * width);
  for (const k of used) {
    for (let i = 0; i < n; i++) summed[k * patients + patientOf[i]!]! += columns[k * n + i]!;
  }
  const furthest = new Int32Array(patients);
  patientOf.forEach((patient, i) => {
    furthest[patient] = Math.max(furthest[patient]!, reach[i]!);
  });
  return { columns: summed, reach: furthest };
}

/** Values of the first `count` replicates that were drawn. */
export function ratioReplicates(
  { columns, terms, width }: RatioPlan,
  draws: UnitDraws,
  count: number,
): Float64Array {
  const sums = draws.sums(columns, count);
  const values = new Float64Array(count * width);
  for (let r = 0; r < count; r++) {
    for (let k = 0; k < width; k++) values[r * width + k] = ratioValue(terms[k]!, sums, r * columns.width);
  }
  return values;
}
