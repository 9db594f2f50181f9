import { type Chart, chart } from "../../plot/chart.js";
import { formatCompact } from "../../plot/format.js";

/** A distribution function: values in order, and the share up to each. */
export interface DistributionFunction {
  readonly returns: Float64Array;
  readonly shares: Float64Array;
}

/** Points that a curve is drawn with at most. */
const points = 200;

/** The distribution of a policy's return beside the one that was recorded. */
export function distributionChart(
  policy: string,
  cdf: DistributionFunction,
  recorded: DistributionFunction,
): Chart {
  const first = Math.min(cdf.returns[0]!, recorded.returns[0]!);
  const last = Math.max(cdf.returns.at(-1)!, recorded.returns.at(-1)!);
  const values = [...steps(policy, cdf, first, last), ...steps("recorded care", recorded, first, last)];
  const median = ({ returns, shares }: DistributionFunction): string =>
    formatCompact(returns[shares.findIndex((share) => share >= 0.5 - 1e-12)]!);
  return chart(
    `Share of patients with at most each return: ${policy} (median ${median(cdf)}) and recorded care (median ${median(recorded)}).`,
    {
      width: 360,
      height: 240,
      data: { values },
      mark: { type: "line", interpolate: "step-after", aria: false },
      encoding: {
        x: { field: "value", type: "quantitative", title: "return", scale: { zero: false } },
        y: {
          field: "share",
          type: "quantitative",
          title: "share with at most this return",
          axis: { format: "%" },
          scale: { domain: [0, 1] },
        },
        color: { field: "policy", type: "nominal", title: null, sort: null, legend: { labelLimit: 0 } },
      },
    },
  );
}

function steps(
  policy: string,
  { returns, shares }: DistributionFunction,
  from: number,
  to: number,
): object[] {
  const stride = Math.max(1, Math.ceil(returns.length / points));
  const kept = [...returns.keys()].filter((k) => k % stride === 0 || k === returns.length - 1);
  return [
    { policy, value: from, share: from < returns[0]! ? 0 : Number(shares[0]!.toFixed(4)) },
    ...kept.map((k) => ({ policy, value: returns[k]!, share: Number(shares[k]!.toFixed(4)) })),
    { policy, value: to, share: 1 },
  ];
}
