import { Component, type ReactNode } from 'react';

interface Props {
  /** Shown instead of children that cannot be rendered. */
  fallback: ReactNode;
  /** What the children show. When it changes, they are tried again. */
  content: unknown;
  children: ReactNode;
}

/** Keeps the rest of the page when a part of it, such as a message, cannot be rendered. React logs the error. */
export class ErrorBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.hasFailed && before.content !== this.props.content) this.setState({ hasFailed: false });
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
