import type { Canvas } from '../canvas.js';
import { lighter, mix } from '../colours.js';
import { n } from '../curves.js';
import { bokeh, type Frame, rect } from './frame.js';

export function park(canvas: Canvas, frame: Frame): string {
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

export function beach(canvas: Canvas, frame: Frame): string {
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

export function street(canvas: Canvas, frame: Frame): string {
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
