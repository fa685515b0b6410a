/** Mirrors a picture in place, left to right. @param width pixels per row. @param values row by row, plane by plane. */
export function mirrorRows(values: Float32Array, width: number): void {
  for (let row = 0; row < values.length; row += width) values.subarray(row, row + width).reverse();
}
