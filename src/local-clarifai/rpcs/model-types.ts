import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { Rpcs } from '../rpc.js';
import { ApiError } from '../status.js';
import { KNN_MODEL_TYPE } from './models.js';

/** Callers ask for the type before they make a model of it. */
export function modelTypeRpcs(): Rpcs {
  return {
    getModelType: {
      reply: service.SingleModelTypeResponse,
      handle(request) {
        if (request.getModelTypeId() !== KNN_MODEL_TYPE) {
          throw new ApiError(
            StatusCode.CONN_DOES_NOT_EXIST,
            `Model type ${request.getModelTypeId()} is not offered here.`,
          );
        }
        const type = new resources.ModelType();
        type.setId(KNN_MODEL_TYPE);
        type.setTitle('K nearest neighbours');
        type.setDescription('Names faces after the people whose tagged faces are nearest.');
        type.setInputFieldsList(['regions[...].data.embeddings']);
        type.setOutputFieldsList(['regions[...].data.concepts']);
        type.setCreatable(true);
        const reply = new service.SingleModelTypeResponse();
        reply.setModelType(type);
        return reply;
      },
    },
  };
}
