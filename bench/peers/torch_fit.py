"""The study's models in PyTorch: prints one JSON line an epoch, {"imagesPerSecond": ...}.

    torch_fit.py mlp|cnn IMAGES EPOCHS DATA_FOLDER MODE     MODE: any of channels-last, compile, bf16, joined by +

Trains on the processor; with ATELIER_DEVICE=gpu on the first CUDA card, where the images lie from the start.
"""
import gzip, json, os, sys, time

import numpy as np
import torch
from torch import nn

name, images, epochs, folder, mode = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
torch.manual_seed(0)
device = 'cuda' if os.environ.get('ATELIER_DEVICE') == 'gpu' else 'cpu'


def read(file, offset):
    with gzip.open(os.path.join(folder, file)) as opened:
        return np.frombuffer(opened.read()[offset:], np.uint8)[:]


x = torch.tensor(read('train-images-idx3-ubyte.gz', 16).reshape(-1, 784)[:images].astype('float32') / 255, device=device)
y = torch.tensor(read('train-labels-idx1-ubyte.gz', 8)[:images].astype('int64'), device=device)


class RowNorm(nn.Module):
    """Batch normalization over the image rows, as the study has it."""

    def __init__(self, rows):
        super().__init__()
        self.norm = nn.BatchNorm2d(rows, eps=1e-3, momentum=0.01)

    def forward(self, image):
        return self.norm(image.transpose(1, 2)).transpose(1, 2)


def dense(inputs, units):
    return [nn.Linear(inputs, units), nn.ReLU(), nn.BatchNorm1d(units, eps=1e-3, momentum=0.01)]


def conv(inputs, filters, rows):
    return [nn.Conv2d(inputs, filters, 3), nn.ReLU(), RowNorm(rows)]


if name == 'mlp':
    layers = [*dense(784, 512), *dense(512, 512), nn.Dropout(0.3), *dense(512, 256), *dense(256, 256)]
else:
    x = x.reshape(-1, 1, 28, 28)
    layers = [*conv(1, 128, 26), *conv(128, 128, 24), nn.Dropout(0.3), *conv(128, 256, 22), *conv(256, 256, 20),
              nn.MaxPool2d(2), nn.Dropout(0.3), nn.Flatten(), *dense(25600, 256), *dense(256, 256)]
model = nn.Sequential(*layers, nn.Dropout(0.3), nn.Linear(256, 10)).to(device)
last = 'channels-last' in mode and name == 'cnn'
if last:
    model = model.to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(model.parameters(), 1e-3, eps=1e-8, fused=True)
loss_of = nn.CrossEntropyLoss()
run = torch.compile(model) if 'compile' in mode else model
for _ in range(epochs):
    started = time.perf_counter()
    order = torch.randperm(images, device=device)
    total = 0.0
    for start in range(0, images, 64):
        rows = order[start:start + 64]
        batch = x[rows].to(memory_format=torch.channels_last) if last else x[rows]
        with torch.autocast(device, dtype=torch.bfloat16, enabled='bf16' in mode):
            loss = loss_of(run(batch), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(json.dumps({'imagesPerSecond': images / (time.perf_counter() - started)}), flush=True)
