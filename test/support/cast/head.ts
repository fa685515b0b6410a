import type { Canvas } from './canvas.js';
import { brightness, darker, lighter, mix } from './colours.js';
import { smooth, smoothClosed } from './curves.js';
import { createRandom, seedFrom } from './random.js';
import { faceOutline, mimicryOf, type View } from './view.js';

/** The colour of a shadow on skin: redder, not just darker. */
export function skinShadow(view: View): string {
  return mix(darker(view.traits.skin, 0.45), '#6b2a22', 0.28);
}

/** The ears; drawn before the face, which hides where they start. */
export function drawEars(canvas: Canvas, view: View): string {
  return drawEar(canvas, view, -1) + drawEar(canvas, view, 1);
}

function drawEar(canvas: Canvas, view: View, side: -1 | 1): string {
  const { skin, faceWidth: w, age } = view.traits;
  const shadow = skinShadow(view);
  const x = side * 75 * w;
  const long = 1 + age * 0.15;
  const shape = view.all([
    [x - side * 6, -12, -12],
    [x + side * 6, -17, -16],
    [x + side * 12.5, -8, -18],
    [x + side * 11, 10 * long, -16],
    [x + side * 5, 26 * long, -10],
    [x - side * 3, 28 * long, -6],
    [x - side * 8, 8, -6],
  ]);
  const rim = view.all([
    [x + side * 2, -8, -14],
    [x + side * 8, -7, -16],
    [x + side * 7, 8, -14],
    [x + side * 2, 17 * long, -10],
  ]);
  return (
    canvas.path(smoothClosed(shape), { fill: mix(skin, shadow, side === view.lightFrom ? 0.12 : 0.34) }) +
    canvas.path(smooth(rim), { stroke: shadow, width: 2.4, opacity: 0.5, blur: 0.7 })
  );
}

/** The face without its features: skin, light and shadow, cheeks, freckles, wrinkles. */
export function drawSkin(canvas: Canvas, view: View): string {
  const { traits, lightFrom } = view;
  const { skin, faceWidth: w, faceHeight: h, age, freckles } = traits;
  const shadow = skinShadow(view);
  // Dark skin shows highlights more than shadows.
  const isDark = brightness(skin) < 0.42;
  const light = mix(skin, '#ffcfa0', isDark ? 0.62 : 0.55);
  const shade = isDark ? 0.62 : 1;
  const shine = isDark ? 1.3 : 1;
  const outline = smoothClosed(faceOutline(view));
  const { smile } = mimicryOf(view.expression);
  const blush = mix(skin, '#d5443c', 0.5);
  const spot = (x: number, y: number) => view.at(x, y);
  const [leftCheekX, cheekY] = spot(-40 * w, 42);
  const [rightCheekX, rightCheekY] = spot(40 * w, 42);
  const [foreheadX, foreheadY] = spot(lightFrom * 16, -52 * h);
  const [chinX, chinY] = spot(lightFrom * 3, 106 * h);
  const [centreX, centreY] = spot(lightFrom * 20, 0);

  const cheekLight = (side: -1 | 1) => {
    const [x, y] = spot(side * 40 * w, 26 - smile * 2);
    return canvas.glow(x, y, 21, 13 + smile * 2, light, (side === lightFrom ? 0.55 : 0.2) * shine);
  };
  const hollow = (side: -1 | 1) => {
    const [x, y] = spot(side * 56 * w, 62);
    return canvas.glow(x, y, 17, 30, shadow, (side === lightFrom ? 0.1 : 0.22) * shade, side * 18);
  };
  const temple = (side: -1 | 1) => {
    const [x, y] = spot(side * 68 * w, -34);
    return canvas.glow(x, y, 22, 40, shadow, (side === lightFrom ? 0.16 : 0.34) * shade);
  };
  return (
    canvas.path(outline, {
      fill: canvas.radial([centreX, centreY - 10], 155, [
        lighter(skin, 0.16),
        skin,
        mix(skin, shadow, 0.28),
        mix(skin, shadow, 0.75 * shade),
      ]),
    }) +
    canvas.clip(
      outline,
      // The side away from the light is in shadow.
      canvas.path(outline, { stroke: shadow, width: 20, opacity: 0.42, blur: 9 }) +
        temple(-1) +
        temple(1) +
        hollow(-1) +
        hollow(1) +
        canvas.glow(-lightFrom * 66, 20, 40, 120, shadow, 0.42 * shade) +
        canvas.glow(foreheadX, foreheadY, 46, 28, light, 0.42 * shine) +
        canvas.glow(leftCheekX, cheekY, 26, 19, blush, 0.24 + smile * 0.1) +
        canvas.glow(rightCheekX, rightCheekY, 26, 19, blush, 0.24 + smile * 0.1) +
        cheekLight(-1) +
        cheekLight(1) +
        canvas.glow(chinX, chinY, 16, 10, light, 0.36 * shine) +
        drawFreckles(canvas, view, freckles) +
        drawForeheadLines(canvas, view, age),
    )
  );
}

function drawFreckles(canvas: Canvas, view: View, amount: number): string {
  if (amount === 0) return '';
  const random = createRandom(seedFrom(view.traits.skin + view.traits.hair));
  const colour = mix(view.traits.skin, '#8a4a22', 0.55);
  let spots = '';
  for (let index = 0; index < 46 * amount; index += 1) {
    const x = random.between(-1, 1);
    const [px, py] = view.at(x * 52, 30 + random.between(-13, 15) - Math.abs(x) * 4);
    const size = random.between(0.6, 1.35);
    spots += canvas.ellipse(px, py, size, size * 0.85, { fill: colour, opacity: random.between(0.3, 0.7) });
  }
  return spots;
}

function drawForeheadLines(canvas: Canvas, view: View, age: number): string {
  if (age < 0.4) return '';
  const { browHeight, eyeHeight, faceHeight } = view.traits;
  const from = eyeHeight - browHeight - 12;
  return [0, 11, 22]
    .map((up, index) =>
      canvas.path(
        smooth(
          view.all([
            [-30 + index * 3, from - up * faceHeight + 1],
            [-12, from - up * faceHeight - 2],
            [12, from - up * faceHeight - 1.5],
            [30 - index * 4, from - up * faceHeight + 1.5],
          ]),
        ),
        { stroke: skinShadow(view), width: 1.3, opacity: (age - 0.3) * 0.42, blur: 0.5 },
      ),
    )
    .join('');
}
