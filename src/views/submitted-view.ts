/** The part of a submitted view that is read: the typed or chosen values, by block id and action id. */
export interface SubmittedView {
  readonly private_metadata: string;
  readonly state: {
    readonly values: Readonly<
      Record<
        string,
        Readonly<
          Record<
            string,
            {
              readonly value?: string | null;
              readonly selected_user?: string | null;
              readonly selected_options?: readonly unknown[] | null;
              readonly selected_option?: { readonly value?: string; readonly text?: { readonly text: string } } | null;
            }
          >
        >
      >
    >;
  };
}
