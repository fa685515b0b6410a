/** Namespaces of XMP, and those of the properties that photo managers read and write people with. */
export const XMP = {
  x: 'adobe:ns:meta/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  dc: 'http://purl.org/dc/elements/1.1/',
  /** Regions of the Metadata Working Group: guidelines 2.0, section 5.9. */
  'mwg-rs': 'http://www.metadataworkinggroup.com/schemas/regions/',
  stDim: 'http://ns.adobe.com/xap/1.0/sType/Dimensions#',
  stArea: 'http://ns.adobe.com/xmp/sType/Area#',
  /** Lightroom's keywords, `People|Ada`. */
  lr: 'http://ns.adobe.com/lightroom/1.0/',
  /** The keywords of digiKam, `People/Ada`. */
  digiKam: 'http://www.digikam.org/ns/1.0/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
} as const;

export const XMLNS = 'http://www.w3.org/2000/xmlns/';

export type Prefix = keyof typeof XMP;
