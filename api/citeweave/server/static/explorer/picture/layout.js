// Where nodes go: springs and repulsion from a fixed beginning, then boxes are pushed apart. There
// is no chance in it: the same graph gives the same picture.

const ROUNDS = 320;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * Place boxes `{id, width, above, below}` (the label lies below its node) so that none overlap.
 *
 * `fixed` has the places of nodes that stay; `ratio` is how much wider than high the picture is.
 * Gives a map from id to `{x, y}`.
 */
export function place(boxes, links, { fixed = new Map(), ratio = 1.5 } = {}) {
  const items = begun(boxes, links, fixed, ratio);
  const at = new Map(items.map((one) => [one.id, one]));
  const springs = links.map(({ source, target }) => [at.get(source), at.get(target)]).filter(([a, b]) => a && b);
  for (const [a, b] of springs) {
    a.ties += 1;
    b.ties += 1;
  }
  for (let round = 0; round < ROUNDS; round += 1) settled(items, springs, 1 - round / ROUNDS, ratio);
  for (let round = 0; round < ROUNDS && apart(items); round += 1);
  freed(items);
  return new Map(items.map(({ id, x, y }) => [id, { x, y }]));
}

function begun(boxes, links, fixed, ratio) {
  const known = new Map(fixed);
  return boxes.map((box, rank) => {
    const given = fixed.get(box.id);
    const tied = links.map(({ source, target }) => (source === box.id ? target : target === box.id ? source : null));
    const near = tied.map((id) => known.get(id)).filter(Boolean);
    const radius = rank === 0 ? 0 : 90 + 34 * Math.sqrt(rank);
    const middle = { x: mean(near, "x"), y: mean(near, "y") };
    const angle = rank * GOLDEN;
    const place_ = given ?? {
      x: middle.x + (fixed.size ? 70 : radius) * ratio * Math.cos(angle),
      y: middle.y + (fixed.size ? 70 : radius) * Math.sin(angle),
    };
    known.set(box.id, place_);
    return { ...box, x: place_.x, y: place_.y, held: Boolean(given) || rank === 0, ties: 0 };
  });
}

function mean(places, axis) {
  return places.length ? places.reduce((sum, one) => sum + one[axis], 0) / places.length : 0;
}

function settled(items, springs, heat, ratio) {
  const push = items.map(() => ({ x: 0, y: 0 }));
  const index = new Map(items.map((one, at) => [one, at]));
  for (let i = 0; i < items.length; i += 1) {
    for (let j = i + 1; j < items.length; j += 1) {
      const [dx, dy] = [(items[i].x - items[j].x) / ratio, items[i].y - items[j].y];
      const square = Math.max(dx * dx + dy * dy, 100);
      const force = 9_000 / square;
      const distance = Math.sqrt(square);
      move(push[i], (dx / distance) * force * ratio, (dy / distance) * force);
      move(push[j], (-dx / distance) * force * ratio, (-dy / distance) * force);
    }
  }
  for (const [a, b] of springs) {
    const [dx, dy] = [(b.x - a.x) / ratio, b.y - a.y];
    const distance = Math.max(Math.hypot(dx, dy), 1);
    const pull = (0.09 * (distance - 105)) / Math.sqrt(Math.min(a.ties, b.ties));
    move(push[index.get(a)], (dx / distance) * pull * ratio, (dy / distance) * pull);
    move(push[index.get(b)], (-dx / distance) * pull * ratio, (-dy / distance) * pull);
  }
  items.forEach((one, at) => {
    if (one.held) return;
    one.x += limited(push[at].x - 0.012 * one.x, 40 * heat + 2);
    one.y += limited(push[at].y - 0.02 * one.y, 30 * heat + 2);
  });
}

function move(force, x, y) {
  force.x += x;
  force.y += y;
}

function limited(value, most) {
  return Math.max(-most, Math.min(most, value));
}

/** Push boxes that overlap apart, along the shorter way; tell whether any did. */
function apart(items) {
  let found = false;
  for (let i = 0; i < items.length; i += 1) {
    for (let j = i + 1; j < items.length; j += 1) found = parted(items[i], items[j]) || found;
  }
  return found;
}

function parted(a, b) {
  if (a.held && b.held) return false;
  const over = {
    x: (a.width + b.width) / 2 - Math.abs(a.x - b.x),
    y: Math.min(a.y + a.below, b.y + b.below) - Math.max(a.y - a.above, b.y - b.above),
  };
  if (over.x <= 0 || over.y <= 0) return false;
  const axis = over.x < over.y ? "x" : "y";
  const sign = a[axis] < b[axis] || (a[axis] === b[axis] && a.id < b.id) ? -1 : 1;
  const step = over[axis] + 0.5;
  const [mine, theirs] = a.held ? [0, 1] : b.held ? [1, 0] : [0.5, 0.5];
  a[axis] += sign * step * mine;
  b[axis] -= sign * step * theirs;
  return true;
}

/**
 * Move what still overlaps, such as a new node among ones that stay, to the nearest free place on
 * a spiral around where it is; the strongest choose first.
 */
function freed(items) {
  const done = items.filter((one) => one.held);
  for (const item of items) {
    if (item.held) continue;
    const { x, y } = item;
    for (let turn = 0; done.some((one) => overlaps(one, item)); turn += 1) {
      item.x = x + 5 * Math.sqrt(turn) * Math.cos(turn * GOLDEN);
      item.y = y + 5 * Math.sqrt(turn) * Math.sin(turn * GOLDEN);
    }
    done.push(item);
  }
}

function overlaps(a, b) {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && a.y - a.above < b.y + b.below && b.y - b.above < a.y + a.below;
}

/** Which labels to hide so that no two overlap: the weaker of two goes. `boxes` strongest first. */
export function hiddenLabels(boxes) {
  const shown = [];
  const hidden = new Set();
  for (const box of boxes) {
    const free = shown.every((one) => box.x2 <= one.x1 || box.x1 >= one.x2 || box.y2 <= one.y1 || box.y1 >= one.y2);
    if (free) shown.push(box);
    else hidden.add(box.id);
  }
  return hidden;
}
