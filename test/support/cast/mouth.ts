import type { Canvas } from './canvas.js';
import { darker, lighter, mix } from './colours.js';
import { between, smooth } from './curves.js';
import { mimicryOf, type View } from './view.js';

export function drawMouth(canvas: Canvas, view: View): string {
  const { traits, lightFrom } = view;
  const { mouthHeight, upperLip, lowerLip, lips, skin, noseWidth, noseLength, age } = traits;
  const { smile, open } = mimicryOf(view.expression);
  const w = traits.mouthWidth * (1 + smile * 0.2);
  const y = mouthHeight - smile * 0.5;
  const cornerY = y - smile * 5.5;
  const gap = open * 15;
  const shadow = mix(darker(skin, 0.5), '#6b2a22', 0.3);
  const thin = 1 - smile * 0.22;

  const line = (share: readonly number[], height: (share: number) => number, depth = 62) =>
    view.all(share.map((s) => [s * w, height(s), depth - Math.abs(s) * 12] as const));
  const steps = [-1, -0.72, -0.4, -0.14, 0, 0.14, 0.4, 0.72, 1];
  const rise = (s: number) => (cornerY - y) * s * s;
  const upperEdge = line(steps, (s) => y + rise(s) + smile * 1.2 * (1 - s * s));
  const lowerEdge = line(steps, (s) => y + rise(s) + smile * 1.2 * (1 - s * s) + gap * (1 - Math.abs(s) ** 2.4));
  const bow = [0, 0.5, 0.86, 1.04, 0.82, 1.04, 0.86, 0.5, 0];
  const belly = [0, 0.46, 0.84, 1, 1.02, 1, 0.84, 0.46, 0];
  const upperTop = line(steps, (s) => y + rise(s) - upperLip * thin * (bow[steps.indexOf(s)] ?? 0), 64);
  const lowerBottom = line(
    steps,
    (s) =>
      y +
      rise(s) +
      gap * (1 - Math.abs(s) ** 2.4) +
      smile * 1.2 +
      lowerLip * thin * (belly[steps.indexOf(s)] ?? 0) -
      smile * 1.2 * s * s,
    64,
  );
  const teethEdge = line(
    steps,
    (s) => y + rise(s) + smile * 1.2 * (1 - s * s) + Math.min(gap * 0.8, 9.5) * (1 - Math.abs(s) ** 2.2),
  );
  const [cx, cy] = view.at(0, y, 62);

  const inside =
    open === 0
      ? ''
      : canvas.path(between(upperEdge, lowerEdge), { fill: '#4b1518' }) +
        canvas.clip(
          between(upperEdge, lowerEdge),
          canvas.glow(cx, cy + gap * 0.95, w * 0.6, gap * 0.5, '#c65b5f', 0.9) +
            canvas.path(between(upperEdge, teethEdge), { fill: '#fbf8f2' }) +
            canvas.path(smooth(upperEdge), { stroke: '#5c2a2a', width: 3, opacity: 0.35, blur: 1.2 }) +
            canvas.glow(view.at(-w, cornerY, 50)[0], cornerY, w * 0.32, 11, '#35100f', 0.75) +
            canvas.glow(view.at(w, cornerY, 50)[0], cornerY, w * 0.32, 11, '#35100f', 0.75),
        );
  const lower = canvas.path(between(lowerEdge, lowerBottom), {
    fill: canvas.linear([cx, cy + gap], [cx, cy + gap + lowerLip], [darker(lips, 0.14), lips, darker(lips, 0.1)]),
  });
  const upper = canvas.path(between(upperTop, upperEdge), {
    fill: canvas.linear([cx, cy - upperLip], [cx, cy + 2], [mix(lips, skin, 0.12), darker(lips, 0.22)]),
  });
  const shine = canvas.glow(
    cx + lightFrom * w * 0.16,
    cy + gap + lowerLip * 0.48,
    w * 0.42,
    lowerLip * 0.3,
    '#fff1ea',
    0.5,
  );
  const seam =
    open === 0 ? canvas.path(smooth(upperEdge), { stroke: darker(lips, 0.68), width: 1.7, opacity: 0.85 }) : '';

  const fold = (side: -1 | 1) =>
    smooth(
      view.all([
        [side * (noseWidth + 4), noseLength - 3, 56],
        [side * (noseWidth + 10 + smile * 3), noseLength + 10, 52],
        [side * (w + 7), mouthHeight - 6 - smile * 3, 46],
        [side * (w + 8), mouthHeight + 3, 44],
      ]),
    );
  const corner = (side: -1 | 1) => {
    const [x, at] = view.at(side * (w + 2), cornerY, 48);
    return canvas.glow(x, at, 5.5, 5, shadow, 0.3 + smile * 0.12);
  };
  const foldInk = { stroke: shadow, width: 2.6 + smile, opacity: 0.03 + smile * 0.12 + age * 0.26, blur: 1.5 };
  const under = view.at(0, y + gap + lowerLip * thin + 5, 60);
  return (
    canvas.path(fold(-1), foldInk) +
    canvas.path(fold(1), foldInk) +
    canvas.glow(under[0], under[1], w * 0.72, 6.5, shadow, 0.45) +
    corner(-1) +
    corner(1) +
    canvas.path(smooth(lowerBottom.slice(1, -1)), { stroke: lighter(skin, 0.3), width: 1.2, opacity: 0.25 }) +
    inside +
    lower +
    upper +
    shine +
    seam
  );
}
