/** Where a menu opens, and its maximum height in pixels. */
export interface MenuPlacement {
  placement: 'bottom start' | 'top start';
  maxHeight: number;
}

/** Enough for about six options. */
const WANTED_PX = 260;
const MAX_PX = 360;
const EDGE_PX = 16;

export const BELOW: MenuPlacement = { placement: 'bottom start', maxHeight: MAX_PX };

/**
 * Places the menu of a field so that it does not cover the picture it is about. If that picture is above: below the field, or
 * else between the picture and the field. If it is beside the field, as in a form with faces: below the field, or else above. If
 * there is too little space, the field is scrolled up, but not the picture beside it out of view.
 */
export function placeMenu(field: HTMLElement): MenuPlacement {
  const before = measureSpace(field);
  const beside = pictureBeside(field);
  if (before.below >= WANTED_PX || (before.above >= WANTED_PX && beside === undefined)) return chooseSide(before);
  const scroller = scrollerOf(field);
  const top = scroller?.getBoundingClientRect().top ?? 0;
  const spaceAbovePicture = beside === undefined ? Number.POSITIVE_INFINITY : beside.top - top;
  scroller?.scrollBy({ top: Math.min(WANTED_PX - before.below, spaceAbovePicture) });
  return chooseSide(measureSpace(field));
}

/** Where the pictures of the message or form are in the window. */
function picturesAround(field: HTMLElement): DOMRect[] {
  const pictures = field.closest('.blocks')?.querySelectorAll('img.block-image-picture, img.element-image') ?? [];
  return [...pictures].map((picture) => picture.getBoundingClientRect());
}

function pictureBeside(field: HTMLElement): DOMRect | undefined {
  const { top, bottom } = field.getBoundingClientRect();
  return picturesAround(field).find((picture) => picture.top < bottom && picture.bottom > top);
}

function chooseSide({ below, above }: FreeSpace): MenuPlacement {
  const isBelow = below >= WANTED_PX || below >= above;
  return {
    placement: isBelow ? 'bottom start' : 'top start',
    maxHeight: Math.min(isBelow ? below : above, MAX_PX),
  };
}

/** The free height below a field, and above it up to the picture or the header, in pixels. */
interface FreeSpace {
  below: number;
  above: number;
}

function measureSpace(field: HTMLElement): FreeSpace {
  const { top, bottom } = field.getBoundingClientRect();
  // The pictures above a field with a picture beside it are other faces.
  const above = pictureBeside(field) === undefined ? picturesAround(field) : [];
  const bottoms = above
    .filter((picture) => picture.bottom <= top && picture.bottom > 0)
    .map((picture) => picture.bottom);
  // A form may be too short for a menu, so that its menus also cover what is around it.
  const scroller = scrollerOf(field);
  const edge = scroller?.matches('.dialog-body') ? 0 : (scroller?.getBoundingClientRect().top ?? 0);
  const ceiling = Math.max(edge, ...bottoms);
  return {
    below: (window.visualViewport?.height ?? window.innerHeight) - bottom - EDGE_PX,
    above: top - ceiling - EDGE_PX,
  };
}

function scrollerOf(field: HTMLElement): HTMLElement | null {
  return field.closest<HTMLElement>('.timeline, .dialog-body, .home-scroll');
}
