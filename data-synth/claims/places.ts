/** Regions as MarketScan numbers them (1 Northeast, 2 North Central, 3 South, 4 West); the South is over-represented. */
export interface Region {
  readonly code: number;
  readonly share: number;
  readonly rural: number;
  /** Relative prices. */
  readonly prices: number;
  readonly metros: readonly (readonly [state: string, area: number])[];
}

/** States are their FIPS numbers, since MarketScan's own geography codes are not public; areas are CBSA numbers. */
export const regions: readonly Region[] = [
  {
    code: 1,
    share: 0.17,
    rural: 0.08,
    prices: 1.1,
    metros: [
      ["36", 35620],
      ["42", 37980],
      ["25", 14460],
    ],
  },
  {
    code: 2,
    share: 0.25,
    rural: 0.18,
    prices: 0.98,
    metros: [
      ["17", 16980],
      ["26", 19820],
      ["27", 33460],
      ["39", 18140],
    ],
  },
  {
    code: 3,
    share: 0.4,
    rural: 0.17,
    prices: 0.98,
    metros: [
      ["48", 26420],
      ["48", 19100],
      ["13", 12060],
      ["12", 33100],
      ["37", 16740],
    ],
  },
  {
    code: 4,
    share: 0.18,
    rural: 0.1,
    prices: 0.97,
    metros: [
      ["06", 31080],
      ["06", 41860],
      ["53", 42660],
      ["04", 38060],
    ],
  },
];

/** Plan types as MarketScan numbers them, with what a member pays; deductibles and the cap are dollars a year. */
export interface Plan {
  readonly code: number;
  readonly name: string;
  readonly share: number;
  readonly deductible: number;
  readonly coinsurance: number;
  readonly officeCopay: number;
  readonly cap: number;
}

export const plans: readonly Plan[] = [
  {
    code: 2,
    name: "comprehensive",
    share: 0.03,
    deductible: 400,
    coinsurance: 0.128,
    officeCopay: 0,
    cap: 3000,
  },
  { code: 3, name: "EPO", share: 0.02, deductible: 240, coinsurance: 0.085, officeCopay: 20, cap: 3000 },
  { code: 4, name: "HMO", share: 0.14, deductible: 0, coinsurance: 0.043, officeCopay: 20, cap: 2500 },
  { code: 5, name: "POS", share: 0.08, deductible: 240, coinsurance: 0.085, officeCopay: 20, cap: 3000 },
  { code: 6, name: "PPO", share: 0.56, deductible: 320, coinsurance: 0.128, officeCopay: 20, cap: 3500 },
  { code: 8, name: "CDHP", share: 0.11, deductible: 1200, coinsurance: 0.128, officeCopay: 0, cap: 4500 },
  { code: 9, name: "HDHP", share: 0.06, deductible: 1440, coinsurance: 0.17, officeCopay: 0, cap: 5000 },
];

/** Industries of employers, as letters and numbers of MarketScan's indstry. */
export const industries: readonly string[] = ["1", "2", "3", "4", "5", "A", "C", "R", "S", "W"];

/** Which of `shares` (adding to 1) holds u. */
export function pick(u: number, shares: readonly { readonly share: number }[]): number {
  let rest = u;
  for (let k = 0; k < shares.length - 1; k++) {
    rest -= shares[k]!.share;
    if (rest < 0) return k;
  }
  return shares.length - 1;
}
