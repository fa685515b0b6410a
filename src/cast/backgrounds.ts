import { darker, lighter, mix } from './colours.js';
import { createRandom, type Random } from './random.js';
import { type Canvas, n, smooth } from './svg.js';

export type Background = 'beach' | 'cafe' | 'office' | 'park' | 'street' | 'studio';

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly lightFrom: number;
  readonly random: Random;
}

/** A place of the given size in pixels, out of focus as behind people in a photo. The same seed gives the same place. */
export function drawBackground(
  canvas: Canvas,
  background: Background,
  size: { readonly width: number; readonly height: number; readonly lightFrom: number; readonly seed: number },
): string {
  return PLACES[background](canvas, { ...size, random: createRandom(size.seed) });
}

/** What stands between the camera and the people; nothing in most places. */
export function drawForeground(
  canvas: Canvas,
  background: Background,
  { width: w, height: h, lightFrom }: { readonly width: number; readonly height: number; readonly lightFrom: number },
): string {
  if (background !== 'cafe') return '';
  const unit = Math.min(w, h) / 1000;
  const top = h - 92 * unit;
  const cup = (x: number, colour: string) => {
    const rim = top - 62 * unit;
    const body = `M${n(x - 46 * unit)} ${n(rim)}C${n(x - 46 * unit)} ${n(top + 26 * unit)} ${n(x + 46 * unit)} ${n(top + 26 * unit)} ${n(x + 46 * unit)} ${n(rim)}Z`;
    return (
      canvas.glow(x - lightFrom * 20 * unit, top + 24 * unit, 110 * unit, 18 * unit, '#1c0f08', 0.6) +
      canvas.ellipse(x, top + 14 * unit, 74 * unit, 13 * unit, { fill: darker(colour, 0.12) }) +
      canvas.ellipse(x, top + 10 * unit, 70 * unit, 11 * unit, { fill: lighter(colour, 0.2) }) +
      canvas.ellipse(x + 52 * unit, rim + 30 * unit, 17 * unit, 20 * unit, {
        stroke: darker(colour, 0.08),
        width: 8 * unit,
      }) +
      canvas.path(body, {
        fill: canvas.linear(
          [x - 46 * unit, 0],
          [x + 46 * unit, 0],
          lightFrom < 0
            ? [lighter(colour, 0.5), colour, darker(colour, 0.3)]
            : [darker(colour, 0.3), colour, lighter(colour, 0.5)],
        ),
      }) +
      canvas.ellipse(x, rim, 46 * unit, 9 * unit, { fill: lighter(colour, 0.45) }) +
      canvas.ellipse(x, rim + 1.5 * unit, 40 * unit, 7 * unit, { fill: '#5a3420' }) +
      canvas.ellipse(x - 6 * unit, rim + 1 * unit, 20 * unit, 3 * unit, { fill: '#c99a6a', opacity: 0.8 }) +
      [-14, 8]
        .map((dx) =>
          canvas.path(
            smooth([
              [x + dx * unit, rim - 8 * unit],
              [x + (dx - 8) * unit, rim - 34 * unit],
              [x + (dx + 8) * unit, rim - 60 * unit],
              [x + dx * unit, rim - 88 * unit],
            ]),
            { stroke: '#ffffff', width: 7 * unit, opacity: 0.16, blur: 6 * unit },
          ),
        )
        .join('')
    );
  };
  return (
    canvas.glow(w * 0.5, top, w * 0.62, 60 * unit, '#140a05', 0.5) +
    rect(0, top, w, h - top, canvas.linear([0, top], [0, h], ['#b47a4c', '#8d5a36', '#6d4328'])) +
    rect(0, top, w, 5 * unit, '#d9a470', 0.8) +
    cup(w * 0.22, '#e9dfd0') +
    cup(w * 0.71, '#7fa5a0')
  );
}

const PLACES: Record<Background, (canvas: Canvas, frame: Frame) => string> = {
  beach,
  cafe,
  office,
  park,
  street,
  studio,
};

function rect(x: number, y: number, width: number, height: number, fill: string, opacity = 1, radius = 0): string {
  const soft = opacity === 1 ? '' : ` fill-opacity="${n(opacity)}"`;
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}"${soft}/>`;
}

/** Discs of light, as a wide-open lens draws points behind the focus. */
function bokeh(
  canvas: Canvas,
  frame: Frame,
  colours: readonly [string, ...string[]],
  count: number,
  bottom: number,
): string {
  const { width, height, random } = frame;
  let discs = '';
  for (let index = 0; index < count; index += 1) {
    const r = random.between(0.012, 0.04) * width;
    const colour = random.pick(colours);
    const x = random.between(0, width);
    const y = random.between(0, bottom * height);
    discs += canvas.ellipse(x, y, r, r, { fill: colour, opacity: random.between(0.12, 0.34) });
  }
  return discs;
}

function studio(canvas: Canvas, frame: Frame): string {
  const { width, height, lightFrom, random } = frame;
  const colour = random.pick(['#8fa3b0', '#b7a58f', '#9aa88f', '#a795a8', '#7f97a6']);
  return (
    rect(
      0,
      0,
      width,
      height,
      canvas.linear([0, 0], [0, height], [lighter(colour, 0.12), colour, darker(colour, 0.3)]),
    ) +
    canvas.glow(width * (0.5 + lightFrom * 0.16), height * 0.4, width * 0.6, height * 0.55, lighter(colour, 0.6), 0.6)
  );
}

function park(canvas: Canvas, frame: Frame): string {
  const { width: w, height: h, lightFrom, random } = frame;
  const horizon = h * 0.6;
  let far = '';
  for (let index = 0; index < 16; index += 1) {
    const x = (index / 15) * w * 1.1 - w * 0.05;
    const r = random.between(0.07, 0.13) * w;
    far += canvas.ellipse(x, horizon - r * random.between(0.35, 0.8), r, r * 0.95, {
      fill: mix('#7fae86', '#a9c7b4', random.between(0, 0.8)),
    });
  }
  let near = '';
  for (const [at, size] of [
    [random.between(-0.02, 0.12), 0.2],
    [random.between(0.86, 1.02), 0.23],
    [random.between(0.3, 0.4), 0.12],
    [random.between(0.62, 0.72), 0.14],
  ] as const) {
    const x = at * w;
    const r = size * w;
    const top = horizon - r * 1.35;
    near += rect(x - r * 0.09, top, r * 0.18, r * 1.7, '#6a4d38', 1, 8);
    for (let leaf = 0; leaf < 13; leaf += 1) {
      const angle = random.between(0, Math.PI * 2);
      const out = random.between(0, 0.75) * r;
      const lit = Math.cos(angle) * lightFrom > 0 || Math.sin(angle) < -0.3;
      near += canvas.ellipse(x + Math.cos(angle) * out, top + Math.sin(angle) * out * 0.75, r * 0.45, r * 0.38, {
        fill: lit ? mix('#6fa24f', '#b9cf72', random.between(0, 0.7)) : mix('#3f6f43', '#588a4c', random.between(0, 1)),
        opacity: 0.9,
      });
    }
  }
  const grass =
    rect(0, horizon, w, h - horizon, canvas.linear([0, horizon], [0, h], ['#9dbf6a', '#7aa653', '#4f7c3d'])) +
    canvas.glow(w * 0.5, horizon + h * 0.14, w * 0.7, h * 0.1, '#dfe6a0', 0.6) +
    canvas.path(
      `M${n(w * 0.42)} ${n(horizon)}C${n(w * 0.4)} ${n(h * 0.75)} ${n(w * 0.7)} ${n(h * 0.8)} ${n(w * 0.62)} ${n(h)}L${n(w)} ${n(h)}C${n(w * 0.86)} ${n(h * 0.8)} ${n(w * 0.5)} ${n(h * 0.76)} ${n(w * 0.47)} ${n(horizon)}Z`,
      {
        fill: '#d9c7a0',
        opacity: 0.7,
      },
    );
  return (
    rect(0, 0, w, h, canvas.linear([0, 0], [0, horizon], ['#a9d2ee', '#d6ebf3', '#f6f3df'])) +
    canvas.glow(w * (0.5 + lightFrom * 0.42), h * 0.12, w * 0.36, h * 0.36, '#fff4cf', 0.9) +
    far +
    grass +
    near +
    bokeh(canvas, frame, ['#fff7d0', '#eaf5c0', '#ffffff'], 18, 0.55)
  );
}

function office(canvas: Canvas, frame: Frame): string {
  const { width: w, height: h, lightFrom, random } = frame;
  const floor = h * 0.78;
  const windowLeft = lightFrom < 0 ? 0.04 * w : 0.5 * w;
  let city = '';
  for (let index = 0; index < 9; index += 1) {
    const tall = random.between(0.12, 0.36) * h;
    const wide = random.between(0.05, 0.08) * w;
    const x = windowLeft + (index / 9) * w * 0.46;
    city += rect(x, h * 0.56 - tall, wide, tall, mix('#a8bccb', '#cfdbe2', random.between(0, 1)));
  }
  let frames = '';
  for (let index = 0; index <= 3; index += 1)
    frames += rect(windowLeft + (index / 3) * w * 0.46 - w * 0.006, h * 0.08, w * 0.012, h * 0.5, '#5c6670');
  const shelfLeft = lightFrom < 0 ? 0.58 * w : 0.06 * w;
  let shelf = rect(shelfLeft, h * 0.14, w * 0.34, h * 0.46, '#c9a77c', 1, 6);
  for (let row = 0; row < 3; row += 1) {
    const y = h * (0.16 + row * 0.15);
    shelf += rect(shelfLeft + w * 0.01, y, w * 0.32, h * 0.125, '#8d7151');
    let x = shelfLeft + w * 0.018;
    while (x < shelfLeft + w * 0.28) {
      const wide = random.between(0.008, 0.018) * w;
      const tall = random.between(0.07, 0.11) * h;
      if (random.between(0, 1) < 0.85) {
        shelf += rect(
          x,
          y + h * 0.125 - tall,
          wide,
          tall,
          random.pick(['#b5564a', '#e0b050', '#4f7a8c', '#efe6d4', '#6d8a5a', '#39495c']),
          1,
          2,
        );
      }
      x += wide + w * 0.003;
    }
  }
  const plantX = lightFrom < 0 ? w * 0.53 : w * 0.46;
  let plant = rect(plantX - w * 0.03, h * 0.62, w * 0.06, h * 0.16, '#d8d4cc', 1, 10);
  for (let leaf = 0; leaf < 11; leaf += 1) {
    const lean = (leaf - 5) * 0.028 * w;
    const tip = h * (0.32 + Math.abs(leaf - 5) * 0.024);
    plant += canvas.path(
      smooth([
        [plantX, h * 0.63],
        [plantX + lean * 0.5, (h * 0.63 + tip) / 2 - h * 0.03],
        [plantX + lean, tip],
      ]),
      { stroke: leaf % 2 === 0 ? '#4f8055' : '#79a86a', width: w * 0.012 },
    );
  }
  return (
    rect(0, 0, w, h, canvas.linear([0, 0], [0, h], ['#efece6', '#e2ddd4', '#cfc7ba'])) +
    rect(windowLeft, h * 0.08, w * 0.46, h * 0.5, canvas.linear([0, h * 0.08], [0, h * 0.58], ['#bfe0f2', '#e8f4f8'])) +
    city +
    frames +
    shelf +
    rect(0, floor, w, h - floor, '#b79f84') +
    rect(0, floor - h * 0.012, w, h * 0.014, '#f4f1ec') +
    plant +
    canvas.glow(windowLeft + w * 0.23, h * 0.3, w * 0.44, h * 0.5, '#ffffff', 0.42) +
    bokeh(canvas, frame, ['#ffffff', '#fff1d6'], 9, 0.4)
  );
}

function cafe(canvas: Canvas, frame: Frame): string {
  const { width: w, height: h, random } = frame;
  let bricks = '';
  for (let row = 0; row < 13; row += 1) {
    for (let column = -1; column < 12; column += 1) {
      const x = (column + (row % 2) / 2) * w * 0.09;
      bricks += rect(
        x,
        row * h * 0.052,
        w * 0.086,
        h * 0.046,
        mix('#9c5b41', '#c08160', random.between(0, 1)),
        0.55,
        3,
      );
    }
  }
  let shelves = '';
  for (const y of [0.2, 0.36]) {
    shelves += rect(w * 0.08, h * y, w * 0.84, h * 0.014, '#5b3c28');
    for (let x = 0.1; x < 0.9; x += 0.034) {
      const tall = random.between(0.03, 0.09) * h;
      if (random.between(0, 1) < 0.8) {
        shelves += rect(
          x * w,
          h * y - tall,
          w * random.between(0.014, 0.022),
          tall,
          random.pick(['#e8dcc6', '#c78f4f', '#5f7a62', '#8b3f34', '#d7b98c', '#3d4b52']),
          0.95,
          5,
        );
      }
    }
  }
  let lamps = '';
  for (const x of [0.14, 0.38, 0.63, 0.87]) {
    const y = random.between(0.1, 0.15) * h;
    lamps +=
      rect(x * w - 1.5, 0, 3, y, '#2b211c') +
      canvas.path(
        `M${n(x * w - w * 0.032)} ${n(y + h * 0.045)}Q${n(x * w)} ${n(y - h * 0.05)} ${n(x * w + w * 0.032)} ${n(y + h * 0.045)}Z`,
        { fill: '#2f3a3c' },
      ) +
      canvas.ellipse(x * w, y + h * 0.045, w * 0.017, h * 0.017, { fill: '#fff2c4' });
  }
  const glows = [0.14, 0.38, 0.63, 0.87]
    .map((x) => canvas.glow(x * w, h * 0.17, w * 0.17, h * 0.24, '#ffd489', 0.62))
    .join('');
  const counter =
    rect(0, h * 0.62, w, h * 0.4, canvas.linear([0, h * 0.62], [0, h], ['#7a4f33', '#4a2e1e'])) +
    rect(0, h * 0.61, w, h * 0.02, '#a9744c');
  return (
    rect(0, 0, w, h, canvas.linear([0, 0], [0, h], ['#c98f63', '#b27850', '#8a5a3c'])) +
    bricks +
    shelves +
    counter +
    lamps +
    glows +
    bokeh(canvas, frame, ['#ffdf9e', '#ffc873', '#fff3d6'], 22, 0.6)
  );
}

function beach(canvas: Canvas, frame: Frame): string {
  const { width: w, height: h, lightFrom, random } = frame;
  const horizon = h * 0.5;
  const sun = w * (0.5 + lightFrom * 0.34);
  let waves = '';
  for (let index = 0; index < 14; index += 1) {
    const y = horizon + (index / 14) ** 1.6 * h * 0.22;
    const x = random.between(-0.1, 0.7) * w;
    waves += rect(x, y, w * random.between(0.2, 0.5), h * 0.004 * (1 + index * 0.2), '#ffffff', 0.28, 3);
  }
  let clouds = '';
  for (let index = 0; index < 9; index += 1) {
    const x = random.between(0, w);
    const y = random.between(0.06, 0.36) * h;
    clouds += canvas.ellipse(x, y, w * random.between(0.08, 0.2), h * random.between(0.01, 0.026), {
      fill: '#fff3ea',
      opacity: 0.6,
    });
  }
  return (
    rect(0, 0, w, h, canvas.linear([0, 0], [0, horizon], ['#7fb2d8', '#bcd8e6', '#fbe2c4', '#ffd0a0'])) +
    canvas.glow(sun, horizon - h * 0.1, w * 0.4, h * 0.42, '#fff0c4', 0.95) +
    clouds +
    rect(
      -w * 0.1,
      horizon,
      w * 1.2,
      h * 0.24,
      canvas.linear([0, horizon], [0, h * 0.74], ['#6fa6b8', '#7fb8bf', '#a8d3cf']),
    ) +
    waves +
    canvas.path(
      `M${n(-w * 0.1)} ${n(h * 0.72)}Q${n(w * 0.3)} ${n(h * 0.68)} ${n(w * 0.6)} ${n(h * 0.73)}T${n(w * 1.1)} ${n(h * 0.7)}V${n(h * 1.1)}H${n(-w * 0.1)}Z`,
      {
        fill: canvas.linear([0, h * 0.7], [0, h], ['#f1ddb4', '#d9bd8b']),
      },
    ) +
    canvas.glow(sun, horizon + h * 0.08, w * 0.12, h * 0.14, '#fff6d8', 0.8)
  );
}

function street(canvas: Canvas, frame: Frame): string {
  const { width: w, height: h, random } = frame;
  let houses = '';
  let x = -0.04 * w;
  while (x < w) {
    const wide = random.between(0.15, 0.24) * w;
    const top = random.between(-0.02, 0.14) * h;
    const wall = random.pick(['#d9b48f', '#c98f78', '#b7c0b4', '#e3d3b0', '#a9b6c4']);
    houses += rect(x, top, wide, h * 0.74 - top, wall);
    for (let row = 0; row < 4; row += 1) {
      for (let column = 0; column < 3; column += 1) {
        const wx = x + wide * (0.12 + column * 0.29);
        const wy = top + h * (0.06 + row * 0.15);
        if (wy > h * 0.56) continue;
        houses +=
          rect(wx - 4, wy - 4, wide * 0.18 + 8, h * 0.09 + 8, lighter(wall, 0.55)) +
          rect(wx, wy, wide * 0.18, h * 0.09, random.pick(['#5f7486', '#7c93a2', '#f2d48f']));
      }
    }
    houses += rect(x, h * 0.6, wide, h * 0.025, random.pick(['#9c3f3a', '#2f6660', '#d9a441', '#f0ebe0']));
    x += wide;
  }
  const ground = rect(0, h * 0.74, w, h * 0.3, canvas.linear([0, h * 0.74], [0, h], ['#a9a5a0', '#8a8681']));
  return (
    rect(0, 0, w, h, canvas.linear([0, 0], [0, h * 0.4], ['#b9d6ea', '#e6eef0'])) +
    houses +
    ground +
    rect(0, 0, w, h, canvas.linear([0, 0], [0, h], ['#f3e6d2', '#f3e6d2']), 0.18) +
    bokeh(canvas, frame, ['#ffe3a8', '#ffffff', '#ffd0b0'], 16, 0.7)
  );
}
