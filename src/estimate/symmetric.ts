/** A symmetric matrix that is factorised after Cholesky in place, and equations solved by its factor. */

/** A pivot smaller than this share of its diagonal is nought but for rounding. */
const SINGULAR = 1e-12;

export class SymmetricMatrix {
  readonly #size: number;
  /** The lower triangle, row by row in full width; after {@link factorise} the factor. */
  readonly #cells: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#cells = new Float64Array(size * size);
  }

  /** Sets a cell of the lower triangle: `column` is not above `row`. */
  set(row: number, column: number, value: number): void {
    this.#cells[row * this.#size + column] = value;
  }

  /** Puts the factor in the place of the matrix; false where the matrix is not positive definite. */
  factorise(): boolean {
    const [cells, size] = [this.#cells, this.#size];
    for (let row = 0; row < size; row += 1) {
      const own = row * size;
      for (let column = 0; column < row; column += 1) {
        const other = column * size;
        let value = cells[own + column]!;
        for (let k = 0; k < column; k += 1) value -= cells[own + k]! * cells[other + k]!;
        cells[own + column] = value / cells[other + column]!;
      }
      const diagonal = cells[own + row]!;
      let pivot = diagonal;
      for (let k = 0; k < row; k += 1) pivot -= cells[own + k]! ** 2;
      if (!(pivot > SINGULAR * diagonal)) return false;
      cells[own + row] = Math.sqrt(pivot);
    }
    return true;
  }

  /** The solution for the right side, by the factor. */
  solve(right: Float64Array): Float64Array {
    const [cells, size] = [this.#cells, this.#size];
    const solution = Float64Array.from(right);
    for (let row = 0; row < size; row += 1) {
      let value = solution[row]!;
      for (let k = 0; k < row; k += 1) value -= cells[row * size + k]! * solution[k]!;
      solution[row] = value / cells[row * size + row]!;
    }
    for (let row = size - 1; row >= 0; row -= 1) {
      let value = solution[row]!;
      for (let k = row + 1; k < size; k += 1) value -= cells[k * size + row]! * solution[k]!;
      solution[row] = value / cells[row * size + row]!;
    }
    return solution;
  }

  /** The square root of the first cell of the inverse. */
  firstError(): number {
    const unit = new Float64Array(this.#size);
    unit[0] = 1;
    return Math.sqrt(this.solve(unit)[0]!);
  }
}
