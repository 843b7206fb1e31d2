/**
 * Shares `totalW` equally: nobody gets more than wanted, and what one leaves goes to the others (water-filling).
 * @param wantedW by connector; the result has the same order.
 */
export function sharePower(totalW: number, wantedW: readonly number[]): number[] {
  const shares = new Array<number>(wantedW.length).fill(0);
  const order = wantedW.map((_, index) => index).sort((a, b) => wantedW[a]! - wantedW[b]!);
  let leftW = totalW;
  order.forEach((index, position) => {
    const share = Math.min(wantedW[index]!, leftW / (order.length - position));
    shares[index] = share;
    leftW -= share;
  });
  return shares;
}
