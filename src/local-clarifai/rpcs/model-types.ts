import type { ModelType } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, service } from '../../clarifai-protocol.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import { notFound } from '../status.js';
import { KNN_MODEL_TYPE } from '../train.js';

/** The RPCs about types of models. Clients look up a type before they create a model of it. */
export function modelTypeRpcs(): Rpcs {
  return {
    getModelType: {
      reply: service.SingleModelTypeResponse,
      handle(request) {
        const id = request.getModelTypeId();
        if (id !== KNN_MODEL_TYPE) throw notFound(`Model type ${id}`);
        return new service.SingleModelTypeResponse().setModelType(knnType());
      },
    },

    listModelTypes: {
      reply: service.MultiModelTypeResponse,
      handle(request) {
        const { limit, offset } = readPage(request.getPage(), request.getPerPage());
        return new service.MultiModelTypeResponse().setModelTypesList([knnType()].slice(offset, offset + limit));
      },
    },
  };
}

function knnType(): ModelType {
  const type = new resources.ModelType();
  type.setId(KNN_MODEL_TYPE);
  type.setTitle('K nearest neighbours');
  type.setDescription('Recognises people by their nearest tagged faces.');
  type.setInputFieldsList(['regions[...].data.embeddings']);
  type.setOutputFieldsList(['regions[...].data.concepts']);
  type.setCreatable(true);
  return type;
}
