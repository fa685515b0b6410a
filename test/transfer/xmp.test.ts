import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { buildSidecar } from '../../src/transfer/xmp/build-sidecar.js';
import { readXmp, withoutXmp, withXmp } from '../../src/transfer/xmp/jpeg-xmp.js';
import { readSidecar } from '../../src/transfer/xmp/read-sidecar.js';

const ADA = { name: 'Ada & <Grace> “O’Neill”', box: { left: 0.25, top: 0.125, right: 0.5, bottom: 0.625 } };
const BEN = { name: 'Ben/Benno|B', box: { left: 0.5, top: 0.25, right: 0.75, bottom: 0.5 } };

describe('a sidecar', () => {
  const text = buildSidecar({ width: 1600, height: 1200, regions: [ADA, BEN] });

  it('comes back as it was written', () => {
    expect(readSidecar(text)).toEqual([ADA, BEN]);
  });

  it('has the centre and the size of each face as fractions, of a picture of that size', () => {
    expect(text).toContain('<stArea:x>0.375</stArea:x><stArea:y>0.375</stArea:y>');
    expect(text).toContain('<stArea:w>0.25</stArea:w><stArea:h>0.5</stArea:h><stArea:unit>normalized</stArea:unit>');
    expect(text).toContain('<stDim:w>1600</stDim:w><stDim:h>1200</stDim:h><stDim:unit>pixel</stDim:unit>');
    expect(text).toContain('<mwg-rs:Type>Face</mwg-rs:Type>');
  });

  it('has the names as keywords, too, in the hierarchies of digiKam and Lightroom', () => {
    expect(text).toContain('<rdf:li>People/Ben Benno|B</rdf:li>');
    expect(text).toContain('<rdf:li>People|Ben/Benno B</rdf:li>');
    expect(text).toMatch(/<dc:subject><rdf:Bag>.*Ben\/Benno\|B.*<\/dc:subject>/);
  });

  it('can be written for a name with characters that XML has not', () => {
    const regions = [{ ...ADA, name: 'A\u0000d\u0001a' }];
    expect(readSidecar(buildSidecar({ width: 1, height: 1, regions }))).toEqual([{ ...ADA, name: 'Ada' }]);
  });
});

/** As Lightroom Classic writes regions: properties as attributes, and other kinds of regions among them. */
const LIGHTROOM = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
    xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
    xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">
   <mwg-rs:Regions rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions stDim:w="4000" stDim:h="3000" stDim:unit="pixel"/>
    <mwg-rs:RegionList>
     <rdf:Bag>
      <rdf:li>
       <rdf:Description mwg-rs:Name="Ada Lovelace" mwg-rs:Type="Face" mwg-rs:Rotation="0.00000">
        <mwg-rs:Area stArea:x="0.5" stArea:y="0.25" stArea:w="0.25" stArea:h="0.125"/>
       </rdf:Description>
      </rdf:li>
      <rdf:li>
       <rdf:Description mwg-rs:Type="Face"><mwg-rs:Area stArea:x="0.1" stArea:y="0.1" stArea:w="0.1" stArea:h="0.1"/></rdf:Description>
      </rdf:li>
      <rdf:li>
       <rdf:Description mwg-rs:Name="Rex" mwg-rs:Type="Pet"><mwg-rs:Area stArea:x="0.1" stArea:y="0.1" stArea:w="0.1" stArea:h="0.1"/></rdf:Description>
      </rdf:li>
      <rdf:li>
       <rdf:Description mwg-rs:Name="Nowhere" mwg-rs:Type="Face"><mwg-rs:Area stArea:x="7" stArea:y="x" stArea:w="0" stArea:h="0.1"/></rdf:Description>
      </rdf:li>
     </rdf:Bag>
    </mwg-rs:RegionList>
   </mwg-rs:Regions>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;

describe('the file of a photo manager', () => {
  it('may have its properties as attributes; regions without a name, a face or a place are left out', () => {
    expect(readSidecar(LIGHTROOM)).toEqual([
      { name: 'Ada Lovelace', box: { left: 0.375, top: 0.1875, right: 0.625, bottom: 0.3125 } },
    ]);
  });

  it.each(['', 'not XML', '<a><b></a>', '<x:xmpmeta/>'])('is refused when it is no XML: %s', (text) => {
    expect(() => readSidecar(text)).toThrow('is not an XMP file');
  });

  it('is refused with a document type, which could make it read other files', () => {
    const text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
    expect(() => readSidecar(text)).toThrow(/document type|not an XMP file/);
  });

  it('may have no regions', () => {
    expect(readSidecar('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')).toEqual([]);
  });
});

describe('XMP inside a JPEG', () => {
  const text = buildSidecar({ width: 900, height: 1100, regions: [ADA] });

  it('can be read back, and the picture is the same as before without it', async () => {
    const jpeg = await readFile('assets/samples/mateo-at-work.jpg');
    const named = withXmp(jpeg, text);
    expect(readSidecar(readXmp(named) ?? '')).toEqual([ADA]);
    expect(Buffer.from(withoutXmp(named)).equals(jpeg)).toBe(true);
    expect(Buffer.from(withXmp(named, text)).equals(named)).toBe(true);
  });

  it('is where other programs look for it', async () => {
    const jpeg = await readFile('assets/samples/mateo-at-work.jpg');
    const { xmp, width } = await sharp(withXmp(jpeg, text)).metadata();
    expect(xmp?.toString()).toBe(text);
    expect(width).toBe((await sharp(jpeg).metadata()).width);
  });

  it('is left out if it is too long, and of other files', () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 2]);
    expect(withXmp(jpeg, 'x'.repeat(70_000))).toBe(jpeg);
    for (const bytes of ['', 'no picture', '\xff\xd8', '\xff\xd8\xff\xe1\xff\xff']) {
      expect(readXmp(Buffer.from(bytes, 'latin1'))).toBeUndefined();
    }
  });
});
