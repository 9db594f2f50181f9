import { table } from "arquero";
import { openProcess, type Process, type ProcessOptions } from "./process.js";

export interface InstrumentTruth {
  /** Effect among compliers, what the instrument identifies. */
  readonly late: number;
  readonly ate: number;
  /** Effect of the instrument on the outcome. */
  readonly intentionToTreat: number;
  /** Effect of the instrument on the treatment: the share of compliers. */
  readonly firstStage: number;
}

/**
 * A binary instrument with imperfect compliance and an unmeasured confounder.
 *
 * u ~ N(0, 1) is not in the table. z ~ Bernoulli(1/2). Who has u above the 80th percentile always takes the treatment,
 * who is below the 30th never does, and the others (compliers, 50%) do as z says: 0.841621 and −0.524401 are the
 * quantiles. y = 1 + 2 u + a τ + N(0, 1) with τ = 1.5 for compliers, 3 for always-takers and 0 for never-takers.
 *
 * LATE = 1.5; ATE = 0.5 × 1.5 + 0.2 × 3 = 1.35; first stage 0.5; intention to treat 0.75. There are no defiers, and z
 * acts through a alone. The naive difference is far too large.
 */
export function instrument(options: ProcessOptions): Process<InstrumentTruth> {
  const stream = openProcess(options, "instrument");
  const [z, a, y] = [0, 1, 2].map(() => new Float64Array(options.n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < options.n; i++) {
    const u = stream.normal();
    z[i] = stream.bernoulli(0.5);
    const always = u > 0.8416212335729143;
    const never = u < -0.5244005127080407;
    a[i] = always ? 1 : never ? 0 : z[i]!;
    y[i] = 1 + 2 * u + a[i]! * (always ? 3 : never ? 0 : 1.5) + stream.normal();
  }
  return {
    table: table({ z, a, y }),
    truth: { late: 1.5, ate: 1.35, intentionToTreat: 0.75, firstStage: 0.5 },
  };
}
