/** How many more calls to Slack may be made. */
export interface CallBudget {
  readonly isSpent: boolean;
  spend(): void;
}

export function createCallBudget(calls: number): CallBudget {
  let left = calls;
  return {
    get isSpent() {
      return left <= 0;
    },
    spend() {
      left -= 1;
    },
  };
}
