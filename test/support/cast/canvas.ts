import type { Colour } from './colours.js';
import { n, type Point } from './curves.js';

/** Lines drawn over each other per unit of blur, and their least number. More are smoother and slower. */
const SOFT_STEPS_PER_UNIT = 1.4;
const LEAST_SOFT_STEPS = 4;

interface Ink {
  readonly fill?: string | undefined;
  readonly stroke?: string | undefined;
  readonly width?: number | undefined;
  readonly opacity?: number | undefined;
  /** How far the edge is out of focus, in user units. */
  readonly blur?: number | undefined;
}

/**
 * A path with soft edges, made of a few see-through lines drawn over each other. An SVG filter looks the same, but the renderer
 * blurs the whole picture for each, which takes twenty times longer than the rest of the drawing.
 */
function softPath(d: string, { fill = 'none', stroke, width = 1, opacity = 1, blur = 0 }: Ink): string {
  const steps = Math.max(LEAST_SOFT_STEPS, Math.round(blur * SOFT_STEPS_PER_UNIT));
  const each = n(1 - (1 - Math.min(opacity, 0.98)) ** (1 / steps), 1000);
  const widths = Array.from({ length: steps }, (_, step) => {
    const share = (step + 0.5) / steps;
    // A line fades to both sides of its edge, a shape only outwards.
    return stroke === undefined ? share * blur * 3 : Math.max(0.3, width + blur * 3.4 * (share - 0.5));
  });
  const lines = widths.map((lineWidth) => `<path d="${d}" stroke-width="${n(lineWidth)}"/>`);
  return (
    `<g fill="${fill}" fill-opacity="${each}" stroke="${stroke ?? fill}" stroke-opacity="${each}"` +
    ` stroke-linecap="round" stroke-linejoin="round">${lines.join('')}</g>`
  );
}

/** Builds SVG elements, and collects the gradients and clips they share so that each is defined once. */
export interface Canvas {
  path(d: string, ink: Ink): string;
  ellipse(cx: number, cy: number, rx: number, ry: number, ink: Ink): string;
  /** A soft spot that fades out towards its edge. */
  glow(cx: number, cy: number, rx: number, ry: number, colour: Colour, opacity: number, turn?: number): string;
  /** A gradient to fill a shape with, from one point to another in user units. */
  linear(from: Point, to: Point, stops: readonly Colour[]): string;
  /** A gradient to fill a shape with, from a centre outwards in user units. */
  radial(centre: Point, radius: number, stops: readonly Colour[]): string;
  /** The part of `content` inside the path `d`. */
  clip(d: string, content: string): string;
  /** The definitions collected so far, as SVG. */
  defs(): string;
}

export function createCanvas(): Canvas {
  const definitions = new Map<string, string>();
  const define = (build: (id: string) => string): string => {
    const key = build('');
    const known = definitions.get(key);
    if (known !== undefined) return known;
    const id = `d${definitions.size}`;
    definitions.set(key, id);
    bodies.push(build(id));
    return id;
  };
  const bodies: string[] = [];
  const attributes = ({ fill = 'none', stroke, width = 1, opacity }: Ink): string =>
    ` fill="${fill}"` +
    (stroke === undefined
      ? ''
      : ` stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"`) +
    // Not `opacity`: the renderer would draw the element on a layer of its own, which is many times slower.
    (opacity === undefined ? '' : ` fill-opacity="${n(opacity)}" stroke-opacity="${n(opacity)}"`);
  const stopList = (stops: readonly Colour[]): string =>
    stops.map((colour, index) => `<stop offset="${n(index / (stops.length - 1))}" stop-color="${colour}"/>`).join('');

  return {
    path: (d, ink) => (ink.blur === undefined ? `<path d="${d}"${attributes(ink)}/>` : softPath(d, ink)),
    ellipse: (cx, cy, rx, ry, ink) =>
      `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}"${attributes(ink)}/>`,
    glow(cx, cy, rx, ry, colour, opacity, turn = 0) {
      const id = define(
        (own) =>
          `<radialGradient id="${own}"><stop offset="0" stop-color="${colour}"/><stop offset="0.4" stop-color="${colour}" stop-opacity="0.62"/>` +
          `<stop offset="0.75" stop-color="${colour}" stop-opacity="0.16"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`,
      );
      const rotate = turn === 0 ? '' : ` transform="rotate(${n(turn)} ${n(cx)} ${n(cy)})"`;
      return `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="url(#${id})" fill-opacity="${n(opacity)}"${rotate}/>`;
    },
    linear: (from, to, stops) =>
      `url(#${define(
        (id) =>
          `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${n(from[0])}" y1="${n(from[1])}" x2="${n(to[0])}" y2="${n(to[1])}">${stopList(stops)}</linearGradient>`,
      )})`,
    radial: (centre, radius, stops) =>
      `url(#${define(
        (id) =>
          `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${n(centre[0])}" cy="${n(centre[1])}" r="${n(radius)}">${stopList(stops)}</radialGradient>`,
      )})`,
    clip: (d, content) => {
      const id = define((own) => `<clipPath id="${own}"><path d="${d}"/></clipPath>`);
      return `<g clip-path="url(#${id})">${content}</g>`;
    },
    defs: () => `<defs>${bodies.join('')}</defs>`,
  };
}
