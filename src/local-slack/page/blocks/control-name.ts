/** What a select is called for screen readers and tests: what it asks, then what it offers. */
export function controlName(label: string | undefined, placeholder: string): string {
  return label === undefined || label === '' ? placeholder : `${label}: ${placeholder}`;
}
