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
 * Places the menu of a field so that it does not cover the picture above: below the field, or else between the picture and
 * the field. If there is too little space for either, the field is scrolled up.
 */
export function placeMenu(field: HTMLElement): MenuPlacement {
  const before = measureSpace(field);
  if (before.below >= WANTED_PX || before.above >= WANTED_PX) return chooseSide(before);
  scrollerOf(field)?.scrollBy({ top: WANTED_PX - before.below });
  return chooseSide(measureSpace(field));
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
  const bottoms = [...(field.closest('.blocks')?.querySelectorAll('img.block-image-picture, img.element-image') ?? [])]
    .map((picture) => picture.getBoundingClientRect())
    .filter((picture) => picture.bottom <= top && picture.bottom > 0)
    .map((picture) => picture.bottom);
  const ceiling = Math.max(scrollerOf(field)?.getBoundingClientRect().top ?? 0, ...bottoms);
  return {
    below: (window.visualViewport?.height ?? window.innerHeight) - bottom - EDGE_PX,
    above: top - ceiling - EDGE_PX,
  };
}

function scrollerOf(field: HTMLElement): HTMLElement | null {
  return field.closest<HTMLElement>('.timeline, .dialog-body, .home-scroll');
}
