import { DOMImplementation, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';
import type { Box } from '../../faces/model.js';
import { type Prefix, XMLNS, XMP } from './namespaces.js';

export interface SidecarContent {
  /** Of the picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The named faces. Box edges are fractions 0–1 of the picture. */
  readonly regions: readonly { readonly name: string; readonly box: Box }[];
}

/** The tag above all people, as digiKam and Lightroom call it. */
const PEOPLE = 'People';

/**
 * An XMP file with the names in a picture: as face regions, which digiKam and Lightroom show as people, and as keywords, for programs
 * without regions. A region is stored by its centre and size as fractions of the picture.
 */
export function buildSidecar({ width, height, regions }: SidecarContent): string {
  const document = new DOMImplementation().createDocument(XMP.x, 'x:xmpmeta', null);
  const root = document.documentElement;
  if (root === null) throw new Error('A document was created without its root');
  const description = append(append(root, 'rdf', 'RDF'), 'rdf', 'Description');
  description.setAttributeNS(XMP.rdf, 'rdf:about', '');
  for (const [prefix, namespace] of Object.entries(XMP)) {
    if (prefix !== 'x') description.setAttributeNS(XMLNS, `xmlns:${prefix}`, namespace);
  }

  const names = [...new Set(regions.map(({ name }) => name))];
  appendBag(description, 'dc', 'subject', names);
  appendBag(description, 'Iptc4xmpExt', 'PersonInImage', names);
  appendBag(
    description,
    'lr',
    'hierarchicalSubject',
    names.map((name) => `${PEOPLE}|${withoutSeparator(name, '|')}`),
  );
  appendBag(
    description,
    'digiKam',
    'TagsList',
    names.map((name) => `${PEOPLE}/${withoutSeparator(name, '/')}`),
    'Seq',
  );

  const all = appendStruct(description, 'mwg-rs', 'Regions');
  const dimensions = appendStruct(all, 'mwg-rs', 'AppliedToDimensions');
  for (const [name, value] of [
    ['w', width],
    ['h', height],
    ['unit', 'pixel'],
  ] as const)
    append(dimensions, 'stDim', name, value);
  const list = append(append(all, 'mwg-rs', 'RegionList'), 'rdf', 'Bag');
  for (const { name, box } of regions) {
    const region = appendStruct(list, 'rdf', 'li');
    append(region, 'mwg-rs', 'Name', name);
    append(region, 'mwg-rs', 'Type', 'Face');
    const area = appendStruct(region, 'mwg-rs', 'Area');
    const edges = {
      x: (box.left + box.right) / 2,
      y: (box.top + box.bottom) / 2,
      w: box.right - box.left,
      h: box.bottom - box.top,
      unit: 'normalized',
    };
    for (const [edge, value] of Object.entries(edges)) append(area, 'stArea', edge, value);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}

function appendBag(parent: Element, prefix: Prefix, name: string, items: readonly string[], kind = 'Bag'): void {
  if (items.length === 0) return;
  const bag = append(append(parent, prefix, name), 'rdf', kind);
  for (const item of items) append(bag, 'rdf', 'li', item);
}

function appendStruct(parent: Element, prefix: Prefix, name: string): Element {
  const struct = append(parent, prefix, name);
  struct.setAttributeNS(XMP.rdf, 'rdf:parseType', 'Resource');
  return struct;
}

function append(parent: Element, prefix: Prefix, name: string, value?: string | number): Element {
  const document = parent.ownerDocument as Document;
  const element = document.createElementNS(XMP[prefix], `${prefix}:${name}`);
  if (value !== undefined) element.appendChild(document.createTextNode(withoutControls(String(value))));
  parent.appendChild(element);
  return element;
}

function withoutSeparator(name: string, separator: string): string {
  return name.replaceAll(separator, ' ');
}

/** XML 1.0 has no way to write these characters. */
function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '');
}
