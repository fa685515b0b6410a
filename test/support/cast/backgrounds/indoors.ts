import type { Canvas } from '../canvas.js';
import { darker, lighter, mix } from '../colours.js';
import { n, smooth } from '../curves.js';
import { bokeh, type Frame, rect } from './frame.js';

export function office(canvas: Canvas, frame: Frame): string {
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

export function cafe(canvas: Canvas, frame: Frame): string {
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

export function studio(canvas: Canvas, frame: Frame): string {
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
