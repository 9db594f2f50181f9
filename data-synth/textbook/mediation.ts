import { table } from "arquero";
import { expit, openProcess, type Process, type ProcessOptions } from "./process.js";

export interface MediationTruth {
  /** E[Y(1, M(0)) − Y(0, M(0))]. */
  readonly naturalDirect: number;
  /** E[Y(1, M(1)) − Y(1, M(0))]. */
  readonly naturalIndirect: number;
  readonly total: number;
  /** E[Y(1, m) − Y(0, m)] at m = 0. */
  readonly controlledDirect: number;
}

/**
 * A treatment that acts directly and through a mediator, with an interaction of the two.
 *
 * c ~ N(0, 1); P(a = 1) = expit(0.8 c); m = 0.5 + a + 0.5 c + N(0, 1);
 * y = 1 + 0.7 a + 1.2 m + 0.4 a m + 0.5 c + N(0, 1).
 *
 * Since E[M(0)] = 0.5 and E[M(1) − M(0)] = 1: natural direct effect 0.7 + 0.4 × 0.5 = 0.9, natural indirect effect
 * (1.2 + 0.4) × 1 = 1.6, total 2.5, controlled direct effect at m = 0 0.7.
 */
export function mediation(options: ProcessOptions): Process<MediationTruth> {
  const stream = openProcess(options, "mediation");
  const [c, a, m, y] = [0, 1, 2, 3].map(() => new Float64Array(options.n)) as Float64Array[];
  for (let i = 0; i < options.n; i++) {
    c![i] = stream.normal();
    a![i] = stream.bernoulli(expit(0.8 * c![i]!));
    m![i] = 0.5 + a![i]! + 0.5 * c![i]! + stream.normal();
    y![i] = 1 + 0.7 * a![i]! + 1.2 * m![i]! + 0.4 * a![i]! * m![i]! + 0.5 * c![i]! + stream.normal();
  }
  return {
    table: table({ c: c!, a: a!, m: m!, y: y! }),
    truth: { naturalDirect: 0.9, naturalIndirect: 1.6, total: 2.5, controlledDirect: 0.7 },
  };
}
