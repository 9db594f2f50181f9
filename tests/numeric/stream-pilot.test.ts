import { expect, it } from "vitest";
import { SEGMENT } from "#src/numeric/block.js";
import { pilotStrides } from "#src/numeric/pilot.js";
import { PilotKeeper } from "#src/numeric/stream-pilot.js";

it.each([8, 9, 33, 64, 256, 257, 600])(
  "a stream of %i segments leaves those that pilots in memory would take",
  (segments) => {
    const keeper = new PilotKeeper();
    const short = {
      columns: [new Float64Array(3)],
      weights: new Float64Array(3),
      offset: new Float64Array(3),
    };
    for (let k = 0; k < segments; k++) {
      const rows = k === segments - 1 ? 2 : SEGMENT;
      const column = new Float64Array(SEGMENT).fill(k);
      keeper.keep({ ...short, rows, columns: [column], y: column, weights: column, offset: column }, k);
    }
    const strides = pilotStrides((segments - 1) * SEGMENT + 2);
    const kept = keeper.pilots(1);
    expect(kept?.strides.length ?? 0).toBe(strides.length);
    if (!kept) return;
    const apart = kept.data.rows > SEGMENT ? kept.data.y[SEGMENT]! : strides[0]! / kept.strides[0]!;
    expect(kept.strides.map((stride) => stride * apart)).toEqual(strides);
    for (let k = 0; k * SEGMENT < kept.data.rows; k++) expect(kept.data.y[k * SEGMENT]).toBe(k * apart);
  },
);
