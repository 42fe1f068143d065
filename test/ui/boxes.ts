import type { Box, Item, SentItem } from '../../src/ui/stage/layout/items.ts';
import { BAND_TEXT, type Layout } from '../../src/ui/stage/layout/layout.ts';
import { textWidth } from '../../src/ui/stage/layout/measure.ts';

export interface NamedBox extends Box {
  readonly name: string;
}

/** Everything on the stage that carries words, as boxes, for one kind of onlooker. */
export function wordBoxes(layout: Layout, face: 'open' | 'sealed'): readonly NamedBox[] {
  const labels = layout.bands
    .filter((band) => band.label !== '')
    .map((band) => {
      const width = textWidth(band.label, BAND_TEXT);
      const name = `band ${band.epoch}`;
      return { name, x: band.labelX - width / 2, y: band.labelY - 6, width, height: 12 };
    });
  return [...layout.items.flatMap((item) => boxesOf(item, face)), ...labels];
}

function boxesOf(item: Item, face: 'open' | 'sealed'): readonly NamedBox[] {
  if (item.kind !== 'sent') return [{ ...item.box, name: `${item.index} ${item.kind}` }];
  return [pillBox(item, face), ...chipBoxes(item, face)];
}

function pillBox(item: SentItem, face: 'open' | 'sealed'): NamedBox {
  const { width } = item[face];
  const name = `${item.index} pill`;
  return { name, x: item.middle - width / 2, y: item.y - 11, width, height: 22 };
}

function chipBoxes(item: SentItem, face: 'open' | 'sealed'): readonly NamedBox[] {
  const chips = face === 'open' ? [item.open.tag, item.changed, item.neglected] : [];
  return chips.flatMap((chip, n) =>
    chip ? [{ name: `${item.index} chip ${n}`, ...chip, y: item.y - 8, height: 16 }] : [],
  );
}

/** Pairs of boxes that share more than a hair. */
export function overlaps(boxes: readonly NamedBox[]): readonly string[] {
  return boxes.flatMap((a, n) =>
    boxes
      .slice(n + 1)
      .filter(
        (b) =>
          Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 0.5 &&
          Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 0.5,
      )
      .map((b) => `${a.name} × ${b.name}`),
  );
}
