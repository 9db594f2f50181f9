import { formatCompact, formatPercent } from "../../plot/format.js";
import type { TextTable } from "../../plot/table.js";
import type { PatientTrajectory, TrajectoryStep } from "../evaluation/patient-trajectory.js";

export type Shown = Omit<PatientTrajectory, "plot" | "toString">;

/** One row per observation: what was seen, what was done, what each policy would most likely have done. */
export function trajectoryTable(shown: Shown): TextTable {
  const { patient, episode, ending, columns, actionNames, steps, warnings } = shown;
  const policies = steps[0]!.advice.map(({ policy }) => policy);
  const states = steps[0]!.state !== undefined && columns.length === 0;
  const seen = (step: TrajectoryStep): string[] =>
    states ? [String(step.state)] : step.values.map((value) => formatCompact(value));
  return {
    title: `Patient ${patient}${episode === patient ? "" : `, episode ${episode}`}: ${ending}, rewards ${formatCompact(total(steps))}`,
    columns: [
      { name: "time" },
      ...(states ? ["state"] : columns).map((name) => ({ name })),
      { name: "given", align: "left" },
      ...policies.map((name) => ({ name, align: "left" as const })),
      { name: "reward" },
    ],
    rows: steps.map((step) => [
      formatCompact(step.time),
      ...seen(step),
      step.given === undefined ? "–" : actionNames[step.given]!,
      ...policies.map((_, k) => said(step, k, actionNames)),
      step.reward === undefined ? "–" : formatCompact(step.reward),
    ]),
    notes: [
      "a policy's advice is its most likely action, with its probability where it is not sure",
      ...warnings.map(({ message }) => `Warning: ${message}`),
    ],
  };
}

function said(step: TrajectoryStep, k: number, actionNames: readonly string[]): string {
  const advice = step.advice[k];
  if (!advice) return "–";
  const sure = advice.probability > 0.995 ? "" : ` ${formatPercent(advice.probability)}`;
  return `${actionNames[advice.action]}${sure}${advice.supported === false ? " !" : ""}`;
}

function total(steps: readonly TrajectoryStep[]): number {
  return steps.reduce((sum, { reward }) => sum + (reward ?? 0), 0);
}
