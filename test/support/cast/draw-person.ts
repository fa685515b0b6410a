import { drawBeard } from './beard.js';
import { drawBody } from './body.js';
import type { Canvas } from './canvas.js';
import { n } from './curves.js';
import { drawBrows, drawEyes } from './eyes.js';
import { drawGlasses } from './glasses.js';
import { drawHair } from './hair/index.js';
import { drawEars, drawSkin } from './head.js';
import { drawMask } from './mask.js';
import { drawMouth } from './mouth.js';
import { drawNose } from './nose.js';
import type { CastMember, Clothes, Expression, Pose } from './traits.js';
import { createView } from './view.js';

export interface PersonLook {
  readonly pose: Pose;
  readonly expression: Expression;
  readonly clothes: Clothes;
  /** −1: light from the left; 1: from the right. */
  readonly lightFrom: number;
}

/** The point about which the head tilts. */
const NECK = { x: 0, y: 104 };

/** One person down to the hem, in head units: the eyes are at height 0, the crown at about −140, the shoulders at about 170. */
export function drawPerson(canvas: Canvas, member: CastMember, look: PersonLook): string {
  const view = createView(member.traits, look);
  const hair = drawHair(canvas, view);
  const tilt = (content: string) => `<g transform="rotate(${n(look.pose.tilt)} ${NECK.x} ${NECK.y})">${content}</g>`;
  return (
    tilt(hair.behind) +
    drawBody(canvas, view, look.clothes) +
    tilt(
      drawEars(canvas, view) +
        drawSkin(canvas, view) +
        drawEyes(canvas, view) +
        drawNose(canvas, view) +
        drawBeard(canvas, view) +
        drawMouth(canvas, view) +
        drawMask(canvas, view) +
        drawBrows(canvas, view) +
        drawGlasses(canvas, view) +
        hair.front,
    )
  );
}
