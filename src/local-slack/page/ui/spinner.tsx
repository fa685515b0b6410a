/** Something is under way. Decorative: whoever shows it says so in words or with `aria-busy`. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />;
}
