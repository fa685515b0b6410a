import { DOMParser, type Element, onErrorStopParsing, ParseError } from '@xmldom/xmldom';
import { UserFacingError } from '../../errors.js';
import type { Box } from '../../faces/model.js';
import { type Prefix, XMP } from './namespaces.js';

/** A named face in a photo manager's file. Edges are fractions 0–1 of the picture. */
export interface NamedRegion {
  readonly name: string;
  readonly box: Box;
}

/**
 * Reads the named face regions of an XMP file (Metadata Working Group, guidelines 2.0, section 5.9), as elements or as attributes.
 * Regions without a name, and those of pets, barcodes and focus points, are left out.
 * @throws UserFacingError if it isn't XML, or has a document type, which could define entities.
 */
export function readSidecar(text: string): NamedRegion[] {
  const lists = parse(text).getElementsByTagNameNS(XMP['mwg-rs'], 'RegionList');
  return Array.from(lists).flatMap((list) =>
    Array.from(list.getElementsByTagNameNS(XMP.rdf, 'li')).flatMap((item) => readRegion(item) ?? []),
  );
}

function parse(text: string) {
  try {
    const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
    if (document.doctype === null) return document;
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    throw new UserFacingError('it is not an XMP file', { cause });
  }
  throw new UserFacingError('it has a document type, which XMP files don’t have');
}

function readRegion(item: Element): NamedRegion | undefined {
  const name = propertyOf(item, 'mwg-rs', 'Name')?.trim() ?? '';
  const type = propertyOf(item, 'mwg-rs', 'Type') ?? 'Face';
  const unit = propertyOf(item, 'stArea', 'unit') ?? 'normalized';
  const [x, y, w, h] = ['x', 'y', 'w', 'h'].map((edge) => Number(propertyOf(item, 'stArea', edge) ?? Number.NaN));
  if (name === '' || type !== 'Face' || unit !== 'normalized') return undefined;
  if (!isSize(w) || !isSize(h) || !isPlace(x) || !isPlace(y)) return undefined;
  const box = { left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2 };
  return {
    name,
    box: { left: limit(box.left), top: limit(box.top), right: limit(box.right), bottom: limit(box.bottom) },
  };
}

/** A property of a structure, which RDF allows to be an attribute or an element. */
function propertyOf(item: Element, prefix: Prefix, name: string): string | undefined {
  const [element] = Array.from(item.getElementsByTagNameNS(XMP[prefix], name));
  if (element !== undefined) return element.textContent ?? undefined;
  const holder = [item, ...Array.from(item.getElementsByTagName('*'))].find((each) =>
    each.hasAttributeNS(XMP[prefix], name),
  );
  return holder?.getAttributeNS(XMP[prefix], name) ?? undefined;
}

function isPlace(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value <= 1;
}

function isSize(value: number | undefined): value is number {
  return isPlace(value) && value > 0;
}

function limit(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
