const largestDenominator = 20;
/** Five decimals of a share, as files write 33.333 %, are this near to the third that is meant. */
const nearEnough = 0.0000051;

/**
 * The text of a share that a file gives as a number: "0.25" for 0.25, and "1/3" for 0.33333, which is what its author
 * meant. Up to twelve decimals otherwise.
 *
 * @param share zero or more
 */
export function shareText(share: number): string {
  const short = share.toFixed(4);
  if (Number(short) === share) return withoutZeros(short);
  for (let denominator = 1; denominator <= largestDenominator; denominator += 1) {
    const numerator = Math.round(share * denominator);
    if (numerator > 0 && Math.abs(share - numerator / denominator) < nearEnough) {
      const isShort = Number((numerator / denominator).toFixed(4)) === numerator / denominator;
      return isShort ? withoutZeros((numerator / denominator).toFixed(4)) : `${numerator}/${denominator}`;
    }
  }
  return withoutZeros(share.toFixed(12));
}

function withoutZeros(decimal: string): string {
  return decimal.replace(/\.?0+$/, '');
}
