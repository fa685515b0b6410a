import { describe, expect, it } from 'vitest';
import { workflowNodes } from '../../../src/clarifai/model/workflow.js';
import { resources, type WorkflowNode } from '../../../src/clarifai-protocol.js';

function node(id: string, type: string, ...inputs: string[]): WorkflowNode {
  const version = new resources.ModelVersion().setId(`${id}-v1`).setDescription('set by the service');
  const model = new resources.Model().setId(`${id}-model`).setModelTypeId(type).setModelVersion(version);
  return new resources.WorkflowNode()
    .setId(id)
    .setModel(model.setUserId('clarifai').setAppId('main'))
    .setNodeInputsList(inputs.map((input) => new resources.NodeInput().setNodeId(input)));
}

const knn = { modelId: 'rollcall-people', versionId: 'knn-v1', embedVersionId: '', linked: true };

/** `id(version) < inputs`, as a workflow is drawn. */
const drawn = (nodes: readonly WorkflowNode[]) =>
  nodes.map((each) => {
    const inputs = each.getNodeInputsList().map((input) => input.getNodeId());
    return `${each.getId()}(${each.getModel()?.getModelVersion()?.getId()}) < ${inputs.join('+')}`;
  });

describe('the workflow from a photo to a name', () => {
  it('begins with a face model in one piece, at the version the tags were given with', () => {
    const nodes = [node('face', 'visual-detector-embedder')];
    expect(drawn(workflowNodes({ nodes }, { ...knn, embedVersionId: 'older' }))).toEqual([
      'face(older) < ',
      'knn-classifier(knn-v1) < face',
    ]);
  });

  it('takes from a chain of models what leads to the embeddings, and nothing else', () => {
    const nodes = [
      node('detect', 'visual-detector'),
      node('crop', 'image-crop', 'detect'),
      node('align', 'image-align', 'crop'),
      node('embed', 'visual-embedder', 'align'),
      node('cluster', 'clusterer', 'embed'),
      node('mood', 'visual-classifier', 'crop'),
    ];
    expect(drawn(workflowNodes({ nodes }, { ...knn, embedVersionId: 'embed-v1' }))).toEqual([
      'detect(detect-v1) < ',
      'crop(crop-v1) < detect',
      'align(align-v1) < crop',
      'embed(embed-v1) < align',
      'knn-classifier(knn-v1) < embed',
    ]);
  });

  it('finds the node that embeds by the version of the tags, then by type, then by name', () => {
    const nodes = [node('a', ''), node('b', ''), node('face-embed', '')];
    const embedder = (options: Partial<typeof knn>, some = nodes) =>
      workflowNodes({ nodes: some }, { ...knn, ...options })
        .at(-1)
        ?.getNodeInputsList()[0]
        ?.getNodeId();
    expect(embedder({ embedVersionId: 'b-v1' })).toBe('b');
    expect(embedder({ embedVersionId: 'unheard-of' })).toBe('face-embed');
    expect(embedder({}, [node('a', 'visual-embedder'), ...nodes])).toBe('a');
  });

  it('has no links where they are refused, and sends ids only', () => {
    const nodes = workflowNodes(
      { nodes: [node('detect', ''), node('embed', 'visual-embedder', 'detect')] },
      { ...knn, linked: false },
    );
    expect(nodes.every((each) => each.getNodeInputsList().length === 0)).toBe(true);
    expect(nodes.map((each) => each.getId())).toEqual(['detect', 'embed', 'knn-classifier']);
    expect(nodes[0]?.getModel()?.getUserId()).toBe('clarifai');
    expect(nodes[0]?.getModel()?.getModelVersion()?.getDescription()).toBe('');
  });
});
