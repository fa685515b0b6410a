import { drawBeard } from './beard.js';
import { drawBody } from './body.js';
import type { Canvas } from './canvas.js';
import { n } from './curves.js';
import { drawBrows, drawEyes } from './eyes.js';
import { drawGlasses } from './glasses.js';
import { drawHair } from './hair/index.js';
import { drawEars, drawSkin } from './head.js';
import type { CastMember, Clothes, Expression, Pose } from './member.js';
import { drawMouth } from './mouth.js';
import { drawNose } from './nose.js';
import { createView } from './view.js';

export interface PersonLook {
  readonly pose: Pose;
  readonly expression: Expression;
  readonly clothes: Clothes;
  /** −1: light from the left; 1: from the right. */
  readonly lightFrom: number;
}

/** Where the head sits on its neck: it tilts about this point. */
const NECK = { x: 0, y: 104 };

/** One person from the hem up, in the head's units: eyes at height 0, crown at about −140, shoulders at about 170. */
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
        drawBrows(canvas, view) +
        drawGlasses(canvas, view) +
        hair.front,
    )
  );
}
