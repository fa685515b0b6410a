/**
 * Turns onnxruntime's telemetry off. Without this, onnxruntime-node 1.30 writes a device id and an event queue to the user's cache
 * folder and looks up Microsoft's telemetry host within a minute.
 *
 * The library reads the variable from the process's environment, which only the main thread can change (a worker thread has a copy).
 * So the main thread calls this before it starts a worker.
 */
export function disableTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}

/** Loads onnxruntime with its telemetry off. Nothing else loads it. */
export function loadOnnxRuntime(): Promise<typeof import('onnxruntime-node')> {
  disableTelemetry();
  return import('onnxruntime-node');
}
