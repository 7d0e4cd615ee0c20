"""Puts AI resources into one account and region of a server that speaks AWS's APIs: `seed.py URL COUNT`."""

import sys

import boto3

REGION = "us-east-1"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ml"
TAGS = [{"Key": "owner", "Value": "ml"}]
KINDS = 6
"""Kinds of resources, each made as often as the others."""

EMBEDDINGS = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v1"
COLLECTION = f"arn:aws:aoss:{REGION}:{ACCOUNT}:collection/abcdefghij"
STORAGE = {
    "type": "OPENSEARCH_SERVERLESS",
    "opensearchServerlessConfiguration": {
        "collectionArn": COLLECTION,
        "vectorIndexName": "v",
        "fieldMapping": {"vectorField": "v", "textField": "t", "metadataField": "m"},
    },
}


def client(url: str, service: str):
    return boto3.client(
        service, endpoint_url=url, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
    )


def seed(url: str, count: int) -> int:
    """Makes about as many resources as asked for, and says how many."""
    sagemaker, agents = client(url, "sagemaker"), client(url, "bedrock-agent")
    each = count // KINDS
    for n in range(each):
        learning(sagemaker, n)
        if n % 2:
            agents.create_agent(agentName=f"agent-{n}", agentResourceRoleArn=ROLE, foundationModel="x")
        else:
            vector = {"type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": EMBEDDINGS}}
            agents.create_knowledge_base(
                name=f"kb-{n}", roleArn=ROLE, knowledgeBaseConfiguration=vector, storageConfiguration=STORAGE
            )
    return each * KINDS


def learning(sagemaker, n: int) -> None:
    sagemaker.create_model(
        ModelName=f"model-{n}",
        ExecutionRoleArn=ROLE,
        PrimaryContainer={
            "Image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/x:1",
            "ModelDataUrl": f"s3://models/m{n}/model.tar.gz",
        },
        Tags=TAGS,
    )
    variant = {
        "VariantName": "a",
        "ModelName": f"model-{n}",
        "InitialInstanceCount": 1,
        "InstanceType": "ml.g4dn.xlarge",
    }
    sagemaker.create_endpoint_config(EndpointConfigName=f"config-{n}", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName=f"endpoint-{n}", EndpointConfigName=f"config-{n}")
    sagemaker.create_notebook_instance(
        NotebookInstanceName=f"notebook-{n}", InstanceType="ml.t2.medium", RoleArn=ROLE
    )
    source = {"S3DataType": "S3Prefix", "S3Uri": "s3://training/x"}
    sagemaker.create_training_job(
        TrainingJobName=f"job-{n}",
        AlgorithmSpecification={"TrainingImage": "x", "TrainingInputMode": "File"},
        RoleArn=ROLE,
        OutputDataConfig={"S3OutputPath": "s3://models/out"},
        ResourceConfig={"InstanceType": "ml.p4d.24xlarge", "InstanceCount": 1, "VolumeSizeInGB": 10},
        StoppingCondition={"MaxRuntimeInSeconds": 60},
        InputDataConfig=[{"ChannelName": "t", "DataSource": {"S3DataSource": source}}],
    )


if __name__ == "__main__":
    print(seed(sys.argv[1], int(sys.argv[2])), "seeded")
