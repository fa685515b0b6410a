/**
 * The smallest HEVC encoder (ITU-T H.265) there can be: one still picture whose blocks of 32 × 32 pixels are written
 * uncompressed (`pcm_flag`). It exists so that HEIC can be tested without anybody's photo and without an encoder to install.
 */

/** Edge of a block in pixels. */
export const BLOCK = 32;

/** One block's colour: Y, Cb, Cr, each 0–255. */
export type BlockColour = readonly [number, number, number];

export interface HevcPicture {
  readonly vps: Buffer;
  readonly sps: Buffer;
  readonly pps: Buffer;
  /** The picture itself. */
  readonly slice: Buffer;
}

/** General profile: Main, progressive, frames only; level 1. */
export const PROFILE = Buffer.from([0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 30]);

/** @param blocks row by row; at most four, because the table below goes no further. */
export function encodeHevc(columns: number, rows: number, blocks: readonly BlockColour[]): HevcPicture {
  if (blocks.length !== columns * rows || blocks.length > RANGE_LPS.length) throw new Error('Four blocks at most.');
  return {
    vps: encodeVps(),
    sps: encodeSps(columns * BLOCK, rows * BLOCK),
    pps: encodePps(),
    slice: encodeSlice(blocks),
  };
}

class BitWriter {
  private readonly bits: number[] = [];

  /** A number of fixed length. */
  u(length: number, value: number): this {
    for (let bit = length - 1; bit >= 0; bit -= 1) this.bits.push((value >>> bit) & 1);
    return this;
  }

  /** Exp-Golomb, unsigned; signed zero is written the same. */
  ue(value: number): this {
    const length = Math.floor(Math.log2(value + 1));
    return this.u(length, 0).u(length + 1, value + 1);
  }

  bytes(values: Uint8Array): this {
    for (const value of values) this.u(8, value);
    return this;
  }

  align(): this {
    while (this.bits.length % 8 !== 0) this.bits.push(0);
    return this;
  }

  /** Ends a unit: a one, then zeros up to the byte. */
  stop(): this {
    return this.u(1, 1).align();
  }

  /** As a NAL unit of the given type, with emulation prevention (7.4.2). */
  nal(type: number): Buffer {
    const out = [type << 1, 1];
    let zeros = 0;
    for (let at = 0; at < this.bits.length; at += 8) {
      const byte = this.bits.slice(at, at + 8).reduce((value, bit) => value * 2 + bit, 0);
      if (zeros === 2 && byte <= 3) {
        out.push(3);
        zeros = 0;
      }
      out.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return Buffer.from(out);
  }
}

function encodeVps(): Buffer {
  const bits = new BitWriter().u(4, 0).u(2, 3).u(6, 0).u(3, 0).u(1, 1).u(16, 0xffff).bytes(PROFILE);
  return bits.u(1, 1).ue(0).ue(0).ue(0).u(6, 0).ue(0).u(1, 0).u(1, 0).stop().nal(32);
}

function encodeSps(width: number, height: number): Buffer {
  const bits = new BitWriter().u(4, 0).u(3, 0).u(1, 1).bytes(PROFILE);
  bits.ue(0).ue(1).ue(width).ue(height).u(1, 0).ue(0).ue(0).ue(0); // 4:2:0, 8 bits
  bits.u(1, 1).ue(0).ue(0).ue(0);
  bits.ue(0).ue(2).ue(0).ue(3).ue(0).ue(0); // coding blocks 8–32, transform blocks 4–32
  bits.u(1, 0).u(1, 0).u(1, 0);
  bits.u(1, 1).u(4, 7).u(4, 7).ue(0).ue(2).u(1, 1); // uncompressed blocks 8–32, 8 bits, not filtered
  return bits.ue(0).u(1, 0).u(1, 0).u(1, 0).u(1, 0).u(1, 0).stop().nal(33);
}

function encodePps(): Buffer {
  const bits = new BitWriter().ue(0).ue(0).u(1, 0).u(1, 0).u(3, 0).u(1, 0).u(1, 0).ue(0).ue(0).ue(0);
  bits.u(1, 0).u(1, 0).u(1, 0).ue(0).ue(0).u(1, 0).u(1, 0).u(1, 0).u(1, 0).u(1, 0).u(1, 0).u(1, 0);
  bits.u(1, 1).u(1, 0).u(1, 1); // no deblocking
  return bits.u(1, 0).u(1, 0).ue(0).u(1, 0).u(1, 0).stop().nal(34);
}

function encodeSlice(blocks: readonly BlockColour[]): Buffer {
  const bits = new BitWriter().u(1, 1).u(1, 0).ue(0).ue(2).ue(0).stop();
  const coder = new ArithmeticCoder(bits);
  blocks.forEach(([y, cb, cr], index) => {
    coder.mostProbable(); // split_cu_flag: 0
    coder.terminate(true); // pcm_flag: 1
    bits.align();
    bits.bytes(Buffer.alloc(BLOCK * BLOCK, y));
    bits.bytes(Buffer.alloc((BLOCK * BLOCK) / 4, cb));
    bits.bytes(Buffer.alloc((BLOCK * BLOCK) / 4, cr));
    coder.restart();
    coder.terminate(index === blocks.length - 1); // end_of_slice_segment_flag
  });
  return bits.align().nal(19);
}

/** Table 9-46, the first rows: all that is needed as long as every decision is the most probable one. */
const RANGE_LPS = [
  [128, 176, 208, 240],
  [128, 167, 197, 227],
  [128, 158, 187, 216],
  [123, 150, 178, 205],
] as const;

/** CABAC (9.3.4), with a single context whose first state is 0 (split_cu_flag, initValue 139, QP 26). */
class ArithmeticCoder {
  private readonly bits: BitWriter;
  private low = 0;
  private range = 510;
  private outstanding = 0;
  private isFirst = true;
  private state = 0;

  constructor(bits: BitWriter) {
    this.bits = bits;
  }

  mostProbable(): void {
    this.range -= RANGE_LPS[this.state]?.[(this.range >> 6) & 3] ?? 0;
    this.state += 1;
    this.renormalize();
  }

  terminate(isLast: boolean): void {
    this.range -= 2;
    if (isLast) {
      this.low += this.range;
      this.range = 2;
    }
    this.renormalize();
    if (!isLast) return;
    this.put((this.low >> 9) & 1);
    this.bits.u(2, ((this.low >> 7) & 3) | 1);
  }

  restart(): void {
    this.low = 0;
    this.range = 510;
    this.outstanding = 0;
    this.isFirst = true;
  }

  private renormalize(): void {
    while (this.range < 256) {
      if (this.low < 256) {
        this.put(0);
      } else if (this.low >= 512) {
        this.low -= 512;
        this.put(1);
      } else {
        this.low -= 256;
        this.outstanding += 1;
      }
      this.range *= 2;
      this.low *= 2;
    }
  }

  private put(bit: number): void {
    if (this.isFirst) this.isFirst = false;
    else this.bits.u(1, bit);
    for (; this.outstanding > 0; this.outstanding -= 1) this.bits.u(1, 1 - bit);
  }
}
