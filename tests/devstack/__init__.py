"""Tests of the development stack: real servers, really killed."""
