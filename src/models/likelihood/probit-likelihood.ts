import { normalLogCdf } from "../../stats/distributions.js";
import type { RowLikelihood } from "./row-likelihood.js";

const halfLogTwoPi = Math.log(2 * Math.PI) / 2;

/** φ(η) / Φ(η), of which far below zero both vanish. */
function inverseMills(eta: number, logCdf: number): number {
  return Math.exp(-eta * (eta / 2) - halfLogTwoPi - logCdf);
}

/** Shares with mean Φ(η); the curvature is the observed one. */
export const probitLikelihood: RowLikelihood = {
  predictors: 1,
  at: (y, [eta], gradient, curvature) => {
    const [logOne, logZero] = [normalLogCdf(eta!), normalLogCdf(-eta!)];
    const [one, zero] = [inverseMills(eta!, logOne), inverseMills(-eta!, logZero)];
    gradient[0] = y * one - (1 - y) * zero;
    curvature[0] = y * one * (eta! + one) + (1 - y) * zero * (zero - eta!);
    return -2 * (y * logOne + (1 - y) * logZero);
  },
};
